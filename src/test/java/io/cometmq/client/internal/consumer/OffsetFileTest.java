package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.client.ClientException;
import io.cometmq.model.MessageQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OffsetFileTest {
  private static final MessageQueue FIRST = new MessageQueue("t", "b", 0);
  private static final MessageQueue SECOND = new MessageQueue("tenant%t", "b", 11);

  @Test
  void shouldHaveNothingBeforeItIsWritten(@TempDir Path directory) throws IOException {
    assertThat(new OffsetFile(directory.resolve("group")).read()).isEmpty();
  }

  @Test
  void shouldWriteAsOfficialClientsDoAndKeepWhatWasThere(@TempDir Path directory)
      throws IOException {
    OffsetFile file = new OffsetFile(directory.resolve("group"));
    file.write(Map.of(FIRST, 1L));
    file.write(Map.of(FIRST, 42L, SECOND, 7L));
    assertThat(Files.readString(directory.resolve("group/offsets.json")))
        .isEqualTo(
            "{\"offsetTable\":{{\"brokerName\":\"b\",\"queueId\":0,\"topic\":\"t\"}:42,"
                + "{\"brokerName\":\"b\",\"queueId\":11,\"topic\":\"tenant%t\"}:7}}");
    assertThat(file.read()).isEqualTo(Map.of(FIRST, 42L, SECOND, 7L));
    assertThat(Files.readString(directory.resolve("group/offsets.json.bak")))
        .isEqualTo("{\"offsetTable\":{{\"brokerName\":\"b\",\"queueId\":0,\"topic\":\"t\"}:1}}");
  }

  @Test
  void shouldReadWhatOfficialClientsWriteForPeople(@TempDir Path directory) throws IOException {
    Files.writeString(
        Files.createDirectories(directory.resolve("group")).resolve("offsets.json"),
        """
        {
        \t"offsetTable":{{
        \t\t\t"brokerName":"b",
        \t\t\t"queueId":0,
        \t\t\t"topic":"t"
        \t\t}:42
        \t}
        }
        """);
    assertThat(new OffsetFile(directory.resolve("group")).read()).isEqualTo(Map.of(FIRST, 42L));
  }

  @Test
  void shouldReadBackupOfBrokenFileAndRefuseWhenBothAreBroken(@TempDir Path directory)
      throws IOException {
    OffsetFile file = new OffsetFile(directory);
    file.write(Map.of(FIRST, 1L));
    file.write(Map.of(FIRST, 2L));
    Files.writeString(directory.resolve("offsets.json"), "{\"offsetTable\":{{\"bro");
    assertThat(file.read()).isEqualTo(Map.of(FIRST, 1L));
    Files.writeString(directory.resolve("offsets.json.bak"), "");
    assertThatThrownBy(file::read)
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("offsets.json")
        .hasMessageContaining("remove the files");
  }
}
