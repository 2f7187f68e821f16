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
    window.force(from(), Math.min(length, buffer.capacity()));
  }

  /**
   * How many bytes from the beginning can be read without waiting for the disk: {@code most}, or as
   * many as the window has of them; else {@code atLeast}; else 0.
   */
  public int loaded(int atLeast, int most) {
    int many = Math.min(most, buffer.capacity());
    if (window.isLoaded(from(), many)) {
      return many;
    }
    return many > atLeast && window.isLoaded(from(), atLeast) ? atLeast : 0;
  }

  private int from() {
    return window.buffer().limit() - buffer.capacity();
  }

  /** Lets go. */
  public void release() {
    window.release();
  }
}
