package io.cometmq.store.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.store.file.FolioSize;
import io.cometmq.store.file.StoreException;
import io.cometmq.store.file.WindowCache;
import io.cometmq.testkit.FailingFiles;
import io.cometmq.testkit.FailingFiles.Reservation;
import io.cometmq.util.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the slots of an index file go to huge pages, and what becomes of the file before it. */
final class SlotPagesTest {
  private static final int HUGE = FolioSize.HUGE.bytes();
  // the header is before them, so they end in a third huge page
  private static final IndexLayout LAYOUT = new IndexLayout(2 * HUGE / 4, 300_000);
  private static final int SAMPLE = LAYOUT.slots() / 16;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private WindowCache windows;

  @SuppressWarnings("NullAway.Init")
  private KeyIndex index;

  private final FailingFiles disk = new FailingFiles();
  private final List<Reservation> reserved = new ArrayList<>();
  private int entries;
  private long now = 1_700_000_000_000L;

  @BeforeEach
  void open() {
    disk.beforeReserve(reserved::add);
    windows = new WindowCache(disk, 64 << 20);
    index = new KeyIndex(windows, directory, LAYOUT, Clock.SYSTEM);
    index.load();
  }

  @AfterEach
  void close() {
    index.close();
    windows.close();
  }

  private List<String> files() {
    return disk.list(directory);
  }

  /** Puts entries for records that are 1000 bytes apart. */
  private void put(int count, int perMillisecond) {
    for (int i = 0; i < count; i++) {
      putNext();
      if (entries % perMillisecond == 0) {
        now++;
      }
    }
  }

  private void putNext() {
    index.put(hash(entries), 1000L * entries, now);
    entries++;
  }

  private static void areHugeSlots(Reservation room) {
    assertThat(room.from()).isZero();
    assertThat(room.length()).isEqualTo(3 * HUGE);
    assertThat(room.folio()).isEqualTo(FolioSize.HUGE);
  }

  private static int hash(int entry) {
    return IndexLayout.keyHash(("topic#key" + entry).hashCode());
  }

  private List<Long> find(int entry) {
    return index.find("topic", "key" + entry, 10, 0, Long.MAX_VALUE);
  }

  @Test
  void shouldKeepSmallPagesForAnIndexThatGrowsSlowly() {
    put(2 * SAMPLE + 10, 1);

    assertThat(files()).hasSize(1);
    assertThat(reserved).isEmpty();
  }

  @Test
  void shouldBeginAFileWithHugePagesOnceItGrowsFast() {
    put(SAMPLE + 1, 100);
    assertThat(reserved).isEmpty();

    put(1, 100);
    assertThat(files()).hasSize(2);
    assertThat(reserved).singleElement().satisfies(SlotPagesTest::areHugeSlots);

    put(SAMPLE, 100);
    assertThat(files()).as("this one has them").hasSize(2);
    for (int entry : new int[] {0, 1, SAMPLE, SAMPLE + 1, 2 * SAMPLE}) {
      assertThat(find(entry)).as("entry %d", entry).contains(1000L * entry);
    }
  }

  @Test
  void shouldTakeThemForTheNextFileOnlyIfItIsStillFast() {
    put(SAMPLE + 2, 100);
    int left = LAYOUT.entries() - 1 - 1;
    put(left, 100);
    assertThat(files()).hasSize(2);
    put(1, 100);
    assertThat(files()).as("the second one was full").hasSize(3);
    assertThat(reserved).hasSize(2).allSatisfy(SlotPagesTest::areHugeSlots);

    put(LAYOUT.entries(), 1);
    assertThat(files()).hasSize(4);
    assertThat(reserved).as("it was slow when the fourth one was made").hasSize(2);
  }

  @Test
  void shouldForceTheFileForGoodThatIsGivenUpBeforeItIsFull() {
    put(SAMPLE + 1, 100);
    long endOfFirst = now;
    put(10, 100);
    windows.forceDirty();
    index.flush();
    assertThat(index.forcedFullTimestamp()).isBetween(endOfFirst - 1, endOfFirst);

    long fullTimestamp = index.forcedFullTimestamp();
    index.close();
    index = new KeyIndex(windows, directory, LAYOUT, Clock.SYSTEM);
    index.load();
    now += 1000;
    put(1, 1);
    long goOn = index.cutTo(0, 0, 0, fullTimestamp);

    assertThat(goOn).as("end of the first file").isEqualTo(1000L * SAMPLE);
    assertThat(files()).hasSize(1);
    assertThat(find(SAMPLE)).contains(1000L * SAMPLE);
    assertThat(find(SAMPLE + 5)).isEmpty();
  }

  @Test
  void shouldLeaveNoFileBehindThatTheDiskHasNoRoomFor() {
    put(SAMPLE + 1, 100);
    disk.beforeReserve(
        room -> {
          throw new StoreException("no room");
        });
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(this::putNext).isInstanceOf(StoreException.class);
    }
    assertThat(files()).hasSize(1);

    disk.beforeReserve(reserved::add);
    put(1, 100);
    assertThat(files()).hasSize(2);
    assertThat(find(SAMPLE + 1)).contains(1000L * (SAMPLE + 1));
  }
}
