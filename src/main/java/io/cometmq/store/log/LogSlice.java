package io.cometmq.store.log;

import io.cometmq.store.file.MappedFile;
import java.nio.ByteBuffer;

/** Part of the log, kept mapped until it is released. Owned by whoever holds it. */
public final class LogSlice {
  private final MappedFile file;
  private final ByteBuffer buffer;

  LogSlice(MappedFile file, ByteBuffer buffer) {
    this.file = file;
    this.buffer = buffer;
  }

  /** The bytes; a view of its own. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Lets go. */
  public void release() {
    file.release();
  }
}
