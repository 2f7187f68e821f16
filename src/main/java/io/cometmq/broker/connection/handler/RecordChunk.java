package io.cometmq.broker.connection.handler;

import io.cometmq.net.GatherSize;
import io.cometmq.net.LoopTurn;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The buffer that small records of one turn are encoded into one after the other: a buffer of its
 * own would cost more than such a record. Owned by one event loop.
 */
final class RecordChunk {
  /** Records above this size should get a buffer of their own. */
  static final int MAX_SHARED_BYTES = 8 << 10;

  private final GatherSize size = new GatherSize();
  private @Nullable ByteBuf chunk;

  RecordChunk(LoopTurn turn) {
    turn.atEnd(this::letGo);
  }

  /**
   * Where a record of this size goes: at the writer index of a buffer, which the caller moves, and
   * which it releases once. Null when there is no room: then {@link #begin} with another buffer.
   */
  @Nullable ByteBuf room(int bytes) {
    ByteBuf current = chunk;
    if (current == null) {
      return null;
    }
    if (current.writableBytes() >= bytes) {
      return current.retain();
    }
    size.full();
    chunk = null;
    current.release();
    return null;
  }

  /** How large the next buffer should be, in which a record of this size comes first. */
  int nextBytes(int bytes) {
    return size.with(bytes);
  }

  /** Takes over an empty buffer for a record and those that follow it; used like {@link #room}. */
  ByteBuf begin(ByteBuf next) {
    chunk = next;
    return next.retain();
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
