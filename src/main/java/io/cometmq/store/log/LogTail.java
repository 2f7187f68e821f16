package io.cometmq.store.log;

import io.cometmq.store.file.StoreException;
import java.nio.ByteBuffer;

/** Where the writer puts what comes next in the log. Owned by the storage context. */
sealed interface LogTail permits MappedTail, PacedTail, WrittenTail {
  /**
   * Memory for the next bytes of the log; they begin at {@link #index}. Good until the next call.
   *
   * @param position the log's end so far: everything before it has been put here
   * @throws StoreException when there is none, or what was put here before could not be passed on
   */
  ByteBuffer room(long position, int length);

  /** Where a position is in the memory that {@link #room} gave for it. */
  int index(long position);

  /**
   * Lets everybody see what was put here.
   *
   * @param position the log's end so far
   * @throws StoreException when that failed; the next call tries it again
   */
  void show(long position);

  /** Lets go of the file, and of what has not been shown. */
  void leave();
}
