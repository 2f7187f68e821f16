package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.store.file.FolioSize;
import io.cometmq.store.file.StoreFiles;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.testkit.FailingFiles;
import io.cometmq.testkit.FailingFiles.Reservation;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.util.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much room the upkeep makes ahead of the log's writer, and in which pieces. */
final class RoomAheadTest {
  private static final int SEGMENT = 32 << 20;
  private static final int FIRST = 4 << 20;
  private static final int AHEAD = 16 << 20;
  private static final int LEAST = 32 << 10;
  private static final int MEDIUM = FolioSize.MEDIUM.bytes();
  private static final int HUGE = FolioSize.HUGE.bytes();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private StoreDriver driver;

  private final List<Reservation> reserved = new ArrayList<>();

  @BeforeEach
  void open() {
    open(LogPreparation.PAGES);
  }

  private void open(LogPreparation preparation) {
    open(preparation, SEGMENT);
  }

  private void open(LogPreparation preparation, int segmentBytes) {
    StoreOptions small = StoreDriver.smallFiles(directory);
    StoreOptions options =
        new StoreOptions(
            directory,
            segmentBytes,
            1 << 20,
            preparation,
            false,
            500,
            small.retentionMs(),
            100,
            0,
            2,
            small.queueFileUnits(),
            8 << 20,
            small.index(),
            small.delayLevels());
    driver = new StoreDriver(MessageStore.open(options, Clock.SYSTEM, recording()));
  }

  private StoreFiles recording() {
    FailingFiles files = new FailingFiles();
    files.beforeReserve(
        room -> {
          if (room.file().startsWith(directory.resolve("commitlog"))) {
            reserved.add(room);
          }
        });
    return files;
  }

  @AfterEach
  void close() {
    driver.store().close();
  }

  private CommitLog log() {
    return driver.store().commitLog();
  }

  private void put(int bodyBytes) {
    driver.put("room", 0, "", "t", new byte[bodyBytes]);
  }

  @Test
  void shouldTakeLittleForAnIdleLog() {
    assertThat(log().prepareNext()).isEqualTo(FIRST);
    assertThat(log().missingRoom()).isZero();
    assertThat(log().prepareNext()).isZero();
    assertThat(log().preparedBytes()).isEqualTo(FIRST);
  }

  @Test
  void shouldMakeReadyWhatWasUsedAndKeepToWholeBlocks() {
    prepareAll();
    while (log().endPosition() < AHEAD) {
      put(100_000);
      prepareAll();
    }
    assertThat(log().preparedBytes()).isBetween((long) AHEAD, (long) AHEAD + LEAST);

    put(100);
    while (log().missingRoom() == 0) {
      put(100);
    }
    assertThat(log().prepareNext()).as("after a small record").isEqualTo(LEAST);

    put(1_000_000);
    assertThat(log().missingRoom()).isBetween(1_000_000L - LEAST, 1_000_000L + LEAST);
    assertThat(log().prepareNext()).as("after a large one").isBetween(1 << 19, (1 << 20) + LEAST);
    assertThat(log().missingRoom()).isZero();
    assertThat(log().preparedEnd() % LEAST).isZero();
  }

  @Test
  void shouldLetAWriterGoOnThatIsFasterThanTheUpkeep() {
    while (log().endPosition() < SEGMENT + FIRST) {
      put(1_000_000);
    }
    assertThat(log().preparedBytes()).isNotNegative();
    assertThat(driver.read("room", 0, 0, "*")).hasSizeGreaterThan(30);
  }

  @Test
  void shouldTakeHugeFoliosOnceMuchHasBeenWritten() {
    prepareAll();
    assertThat(reserved)
        .singleElement()
        .returns(0L, Reservation::from)
        .returns(FIRST, Reservation::length)
        .returns(FolioSize.MEDIUM, Reservation::folio);

    while (log().endPosition() < AHEAD) {
      put(3_000_000);
      // as the upkeep does for a log that grows fast
      while (log().missingRoom() >= CommitLog.LARGEST_PIECE) {
        log().prepareNext();
      }
    }
    List<Reservation> later = reserved.subList(1, reserved.size());
    assertThat(later).hasSizeGreaterThan(3).allMatch(piece -> piece.folio() == FolioSize.HUGE);
    assertThat(later)
        .as("pieces end where huge pages end, so that the next one begins with one")
        .allMatch(piece -> piece.end() % FolioSize.HUGE.bytes() == 0)
        .anyMatch(piece -> piece.length() > FolioSize.HUGE.bytes());
  }

  @Test
  void shouldMakeWholeHugeFoliosWhileForcesHaveAsMuchToWrite() {
    prepareAll();
    writeTo(AHEAD);
    log().flush();
    writeTo(AHEAD + 2 * HUGE);
    reserved.clear();
    while (reserved.size() < 2) {
      long before = log().endPosition();
      put(10_000);
      if (log().missingRoom() > 0) {
        assertThat(log().missingRoom()).isGreaterThanOrEqualTo(HUGE).isLessThan(HUGE + 11_000);
        assertThat(log().prepareNext()).isEqualTo(HUGE);
        assertThat(log().missingRoom()).isZero();
      }
      assertThat(log().endPosition()).isGreaterThan(before);
    }
    assertThat(reserved)
        .allMatch(piece -> piece.from() % HUGE == 0 && piece.folio() == FolioSize.HUGE);

    log().flush();
    put(10_000);
    log().flush();
    while (log().missingRoom() == 0) {
      put(100);
    }
    assertThat(log().prepareNext()).as("after a small force").isLessThanOrEqualTo(HUGE / 2);
  }

  @Test
  void shouldMakeWholeHugeFoliosForAFastWriterThatIsInFrontOfTheUpkeep() {
    prepareAll();
    writeTo(AHEAD);
    log().flush();
    long ready = log().preparedEnd();
    reserved.clear();
    while (log().endPosition() < ready + 3L * HUGE) {
      put(100_000);
    }
    assertThat(reserved)
        .hasSizeBetween(3, 4)
        .as("each ends where a huge page ends")
        .allMatch(piece -> piece.end() % HUGE == 0 && piece.folio() == FolioSize.HUGE);
  }

  @Test
  void shouldNotFillHugeFoliosWhileForcesHaveLessToWrite() {
    prepareAll();
    writeTo(AHEAD);
    log().flush();
    writeTo(AHEAD + HUGE + 10_000);
    log().flush();
    prepareAll();
    reserved.clear();
    while (reserved.size() < 20) {
      put(10_000);
      if (log().missingRoom() > 0) {
        assertThat(log().missingRoom()).isBetween((long) MEDIUM, MEDIUM + 11_000L);
        log().prepareNext();
      }
    }
    assertThat(reserved)
        .allMatch(piece -> piece.folio() == FolioSize.MEDIUM && piece.length() <= MEDIUM)
        .allMatch(piece -> piece.end() % MEDIUM == 0);
  }

  @Test
  void shouldNotWaitForAHugeFolioThatHasNoRoomInAFile() {
    driver.store().close();
    int small = 3 << 20;
    open(LogPreparation.PAGES, small);
    prepareAll();
    while (log().endPosition() < AHEAD + (HUGE >> 2)) {
      put(10_000);
      prepareAll();
    }
    log().flush();
    while (log().missingRoom() == 0) {
      put(10_000);
    }
    assertThat(log().missingRoom()).isBetween(small / 2L, small / 2L + 11_000);
    assertThat(log().preparedBytes()).isGreaterThan(small / 2L - 11_000);
  }

  private void writeTo(long position) {
    while (log().endPosition() < position) {
      put(100_000);
      prepareAll();
    }
  }

  @Test
  void shouldTakeSmallFoliosWhenEachBatchIsForced() {
    driver.store().close();
    reserved.clear();
    open(LogPreparation.FORCED);
    prepareAll();
    put(3_000_000);
    log().flush();
    prepareAll();

    assertThat(reserved).hasSizeGreaterThan(3).allMatch(piece -> piece.folio() == FolioSize.SMALL);
  }

  private void prepareAll() {
    while (log().missingRoom() > 0) {
      assertThat(log().prepareNext()).isPositive();
    }
  }
}
