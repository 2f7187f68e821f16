package io.cometmq.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DiskFilesTest {
  private static final int SIZE = 5_000_000;

  private final DiskFiles disk = new DiskFiles();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @ParameterizedTest
  @EnumSource(FolioSize.class)
  void shouldReserveWithZerosAndTouchNothingElse(FolioSize folio) throws IOException {
    Path file = directory.resolve("log");
    byte[] content = new byte[SIZE];
    Arrays.fill(content, (byte) 7);
    Files.write(file, content);

    int from = 1_000;
    int length = 4_700_001;
    disk.reserve(file, from, length, folio);

    Arrays.fill(content, from, from + length, (byte) 0);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @Test
  void shouldShowWhatIsWrittenThroughAMapOfTheFile() {
    Path file = directory.resolve("log");
    disk.create(file, SIZE);
    FileMapping map = disk.map(file, 0, SIZE);
    byte[] content = new byte[3_000_000];
    Arrays.fill(content, (byte) 7);
    try (WritableFile opened = disk.open(file)) {
      opened.write(ByteBuffer.wrap(content).position(1_000), 4_001);
    }

    byte[] seen = new byte[SIZE];
    map.buffer().get(0, seen);
    map.unmap();
    byte[] expected = new byte[SIZE];
    Arrays.fill(expected, 4_001, 4_001 + content.length - 1_000, (byte) 7);
    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void shouldSayWhichFileCannotBeOpenedForWriting() {
    Path file = directory.resolve("missing");
    assertThatThrownBy(() -> disk.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void shouldMakeRoomBehindTheEnd() throws IOException {
    Path file = directory.resolve("log");
    disk.create(file, 4_096);
    disk.reserve(file, 4_096, SIZE, FolioSize.HUGE);

    assertThat(Files.readAllBytes(file)).isEqualTo(new byte[4_096 + SIZE]);
  }
}
