package io.cometmq.store.log;

import java.nio.file.Path;

/** One file of the log. Immutable. */
record LogSegment(Path path, long start, int bytes) {
  long end() {
    return start + bytes;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
