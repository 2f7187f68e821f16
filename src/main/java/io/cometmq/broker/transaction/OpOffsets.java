package io.cometmq.broker.transaction;

import java.util.ArrayDeque;

/**
 * Knows from which message on the topic of ends still matters. Owned by the transaction context.
 */
final class OpOffsets {
  private record Op(long offset, long newestHalf) {}

  private final ArrayDeque<Op> ops = new ArrayDeque<>();
  private long next;

  /** Starts at an offset of the topic. */
  OpOffsets(long next) {
    this.next = next;
  }

  /** Enters a message of the topic. */
  void add(long offset, long newestHalf) {
    ops.add(new Op(offset, newestHalf));
    next = offset + 1;
  }

  /** The first message that names a half from this offset on, or the next one to come. */
  long firstFor(long halfOffset) {
    while (!ops.isEmpty() && ops.element().newestHalf() < halfOffset) {
      ops.remove();
    }
    return ops.isEmpty() ? next : ops.element().offset();
  }
}
