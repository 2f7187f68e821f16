package io.cometmq.store.index;

/**
 * The format of index files, which is RocketMQ's.
 *
 * <pre>
 *   0   begin timestamp 8 | 8 end timestamp 8 | 16 begin offset 8 | 24 end offset 8
 *   32  used slots 4      | 36 entries 4, one more than there are
 *   40  slots: number of the newest entry 4 each, 0 for none
 *   40 + 4 slots: entries, the first of which is never used:
 *       key hash 4 | physical offset 8 | seconds since begin 4 | next older entry of the slot 4
 * </pre>
 *
 * @param slots hash slots in a file
 * @param entries entries in a file
 */
public record IndexLayout(int slots, int entries) {
  /** RocketMQ's sizes: 420 MB a file, taken from the disk as it fills. */
  public static final IndexLayout STANDARD = new IndexLayout(5_000_000, 20_000_000);

  static final int BEGIN_TIMESTAMP = 0;
  static final int END_TIMESTAMP = 8;
  static final int BEGIN_OFFSET = 16;
  static final int END_OFFSET = 24;
  static final int USED_SLOTS = 32;
  static final int COUNT = 36;
  static final int HEADER = 40;
  static final int ENTRY = 20;
  static final int ENTRY_OFFSET = 4;
  static final int ENTRY_SECONDS = 12;
  static final int ENTRY_OLDER = 16;

  int fileBytes() {
    return HEADER + 4 * slots + ENTRY * entries;
  }

  int slotAt(int keyHash) {
    return HEADER + 4 * (keyHash % slots);
  }

  int entryAt(int entry) {
    return HEADER + 4 * slots + ENTRY * entry;
  }

  /** The hash of a key from Java's string hash of {@code topic#key}. */
  public static int keyHash(int stringHash) {
    return stringHash == Integer.MIN_VALUE ? 0 : Math.abs(stringHash);
  }
}
