package io.cometmq.net;

/**
 * How large the next buffer should be that small pieces of one turn share: twice as large after one
 * that was full, half as large after one that was mostly empty. Owned by one event loop.
 */
public final class GatherSize {
  static final int MIN_BYTES = 1 << 10;
  static final int MAX_BYTES = 64 << 10;

  private int bytes = MIN_BYTES;

  /** Bytes that a buffer should have in which this piece comes first. */
  public int with(int firstPiece) {
    return Math.max(bytes, firstPiece);
  }

  /** A piece did not fit any more. */
  public void full() {
    bytes = Math.min(2 * bytes, MAX_BYTES);
  }

  /** A turn has ended with so many bytes in the last buffer. */
  public void endOfTurn(int used) {
    if (used < bytes / 4) {
      bytes = Math.max(bytes / 2, MIN_BYTES);
    }
  }
}
