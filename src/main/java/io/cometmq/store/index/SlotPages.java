package io.cometmq.store.index;

import io.cometmq.store.file.FolioSize;
import io.cometmq.store.file.StoreFiles;
import java.nio.file.Path;

/**
 * Decides whether the slots of a new index file go to huge pages. Owned by the dispatch context,
 * and before that by the thread that opens the store.
 *
 * <p>Entries hit slots at random, so each one takes an entry of the processor's page tables that is
 * in none of its caches, unless the pages are huge. But a byte written makes all of its page dirty,
 * and the kernel writes what is dirty twice a minute: for a few keys it would write all slots. Huge
 * ones are for an index that grows so fast that it writes them all anyway.
 */
final class SlotPages {
  // by then each small page of slots has been written to
  private static final int SLOTS_FOR_EACH_SAMPLED = 16;
  private static final long FAST_MS = 60_000;
  private static final int HUGE = FolioSize.HUGE.bytes();

  private final StoreFiles disk;
  private final IndexLayout layout;
  private final int sample;
  private int sampled;
  private long sampleStart;
  private boolean fast;
  // of the file that is written to
  private boolean huge;

  SlotPages(StoreFiles disk, IndexLayout layout) {
    this.disk = disk;
    this.layout = layout;
    this.sample = layout.slots() / SLOTS_FOR_EACH_SAMPLED;
  }

  /** Says that an entry was put for a record with this store time. */
  void onEntry(long storeTimestamp) {
    if (sampled++ == 0) {
      sampleStart = storeTimestamp;
    }
    if (sampled > sample) {
      sampled = 0;
      fast = storeTimestamp - sampleStart < FAST_MS;
    }
  }

  /** Whether another file should be begun, because the one in use has small pages. */
  boolean wantAnother() {
    return fast && !huge && isWorthIt();
  }

  /** Takes the pages of a file that is made now, before it is mapped. */
  void prepare(Path file) {
    boolean takeHuge = fast && isWorthIt();
    if (takeHuge) {
      disk.reserve(file, 0, Math.min(pagesEnd(), layout.fileBytes()), FolioSize.HUGE);
    }
    huge = takeHuge;
  }

  private boolean isWorthIt() {
    return layout.entryAt(0) >= 2 * HUGE;
  }

  /** Where the huge page ends that the last slots are in. */
  private int pagesEnd() {
    return (layout.entryAt(0) + HUGE - 1) / HUGE * HUGE;
  }
}
