package io.cometmq.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DelayStateFileTest {
  private static final long LOG_END = 4_711;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private Path file;

  @BeforeEach
  void place() {
    file = directory.resolve("delayOffset.json");
  }

  @Test
  void shouldReadWhatItHasWritten() throws IOException {
    DelayState state =
        new DelayState(Map.of(1, 5L, 18, 7L), 99, new DelayState.Timers(3, 8, 1_800_000_000_000L));
    Files.write(file, DelayStateFile.encode(state, 1));
    assertThat(DelayStateFile.load(file, LOG_END)).isEqualTo(state);
  }

  @Test
  void shouldFindNothingWhereNothingIs() throws IOException {
    assertThat(DelayStateFile.load(file, LOG_END)).isNull();
  }

  @Test
  void shouldReadWhatRocketMqHasLeft() throws IOException {
    Files.writeString(file, "{\"dataVersion\":{\"counter\":1},\n\"offsetTable\":{3:2,4:9}}");
    ByteBuffer check = ByteBuffer.allocate(4096);
    check.putLong(0, 1_800_000_000_000L).putLong(8, 77).putLong(16, 12);
    Files.write(directory.resolve("timercheck"), check.array());
    assertThat(DelayStateFile.load(file, LOG_END))
        .isEqualTo(
            new DelayState(
                Map.of(3, 2L, 4, 9L), LOG_END, new DelayState.Timers(0, 12, 1_799_999_999_999L)));
  }

  @Test
  void shouldRefuseWhatMakesNoSense() throws IOException {
    Files.writeString(file, "{\"offsetTable\":{\"x\":2}}");
    assertThatThrownBy(() -> DelayStateFile.load(file, LOG_END))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("delayOffset.json");
  }
}
