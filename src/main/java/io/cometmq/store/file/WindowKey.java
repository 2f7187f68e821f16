package io.cometmq.store.file;

import java.nio.file.Path;

/** Which part of which file a window shows. Windows of two lengths may begin at the same place. */
record WindowKey(Path path, long start, int length) {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /** Starts are mostly multiples of large powers of two: unmixed, all would meet in one bucket. */
  @Override
  public int hashCode() {
    return 31 * path.hashCode() + (int) (((start + length) * GOLDEN_RATIO) >>> Integer.SIZE);
  }
}
