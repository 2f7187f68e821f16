package io.cometmq.store.log;

import io.cometmq.store.file.MappedWindow;
import java.nio.ByteBuffer;

/** Part of the log, kept mapped until it is released. Owned by whoever holds it. */
public final class LogSlice {
  private final MappedWindow window;
  private final ByteBuffer buffer;

  LogSlice(MappedWindow window, ByteBuffer buffer) {
    this.window = window;
    this.buffer = buffer;
  }

  /** The bytes; a view of its own. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** The same with fewer bytes; only one of the two is released. */
  LogSlice limit(int length) {
    buffer.limit(Math.min(length, buffer.limit()));
    return this;
  }

  /** Forces the first bytes to disk. */
  void force(int length) {
    int capacity = window.buffer().limit();
    int from = capacity - buffer.capacity();
    window.force(from, Math.min(length, buffer.capacity()));
  }

  /** Lets go. */
  public void release() {
    window.release();
  }
}
