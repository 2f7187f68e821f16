package io.cometmq.broker.connection.handler;

import io.cometmq.net.Connection;
import io.cometmq.net.GatherSize;
import io.cometmq.net.LoopTurn;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that small records of one turn are encoded into one after the other: a buffer of its
 * own would cost more than such a record. Owned by one event loop.
 */
final class RecordChunk {
  /** Records above this size get a buffer of their own. */
  static final int MAX_SHARED_BYTES = 8 << 10;

  private final GatherSize size = new GatherSize();
  private @Nullable ByteBuf chunk;

  RecordChunk(LoopTurn turn) {
    turn.atEnd(this::letGo);
  }

  /**
   * Where the next record goes: at the writer index of a buffer that has room for it. The caller
   * moves that index and releases the buffer once.
   */
  ByteBuf room(Connection connection, int bytes) {
    if (bytes > MAX_SHARED_BYTES) {
      return connection.buffer(bytes);
    }
    ByteBuf current = chunk;
    if (current != null && current.writableBytes() < bytes) {
      size.full();
      current.release();
      current = null;
    }
    if (current == null) {
      current = connection.buffer(size.with(bytes));
      chunk = current;
    }
    return current.retain();
  }

  private void letGo() {
    ByteBuf last = chunk;
    if (last != null) {
      chunk = null;
      size.endOfTurn(last.writerIndex());
      last.release();
    }
  }
}
