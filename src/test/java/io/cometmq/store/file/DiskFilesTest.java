package io.cometmq.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
  void shouldMakeRoomBehindTheEnd() throws IOException {
    Path file = directory.resolve("log");
    disk.create(file, 4_096);
    disk.reserve(file, 4_096, SIZE, FolioSize.HUGE);

    assertThat(Files.readAllBytes(file)).isEqualTo(new byte[4_096 + SIZE]);
  }
}
