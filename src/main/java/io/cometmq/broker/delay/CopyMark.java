package io.cometmq.broker.delay;

/**
 * How a delivered record says which one it is a copy of: in the field that transactions keep the
 * position of their first half in, inverted. Positions are never negative, so neither is taken for
 * the other, and no client can set the field. Stateless.
 */
final class CopyMark {
  private CopyMark() {}

  /** The mark of a copy of the record at this position. */
  static long of(long position) {
    return ~position;
  }

  static boolean isMark(long field) {
    return field < 0;
  }

  /** Position of the record that one with this mark is a copy of. */
  static long position(long mark) {
    return ~mark;
  }
}
