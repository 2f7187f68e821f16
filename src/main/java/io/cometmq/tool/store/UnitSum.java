package io.cometmq.tool.store;

/**
 * A sum over units of a consume queue that does not depend on their order: two sets of units with
 * one sum are the same, as far as anybody has luck. Owned by who adds to it.
 */
final class UnitSum {
  private long count;
  private long sum;

  void add(long queueOffset, long position, int size, long tagsCode) {
    count++;
    sum += mix(mix(mix(mix(queueOffset) ^ position) ^ size) ^ tagsCode);
  }

  long count() {
    return count;
  }

  boolean isSameAs(UnitSum other) {
    return count == other.count && sum == other.sum;
  }

  /** The finisher of a 64-bit hash: every bit of the input may turn every bit of the output. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
