package io.cometmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a frame whose end has not arrived yet. Owned by the connection's event loop.
 *
 * <p>Room grows with what has arrived, so that nobody gets much for announcing much. A buffer that
 * nobody else holds any more is filled again while frames keep being cut.
 */
final class PartialFrame {
  private static final int LEAST_ROOM = 16 << 10;
  private static final int ROOM_FOR_EACH_BYTE = 8;

  /** Empty between frames, null when there is none. */
  private @Nullable ByteBuf bytes;

  boolean isEmpty() {
    ByteBuf held = bytes;
    return held == null || !held.isReadable();
  }

  /** What has arrived so far; there must be something. */
  ByteBuf bytes() {
    ByteBuf held = bytes;
    if (held == null) {
      throw new IllegalStateException("there is no frame");
    }
    return held;
  }

  /**
   * Takes bytes over.
   *
   * @param count how many, at most what is readable
   * @param frameBytes what the frame will have
   */
  void take(ByteBufAllocator memory, ByteBuf in, int count, int frameBytes) {
    ByteBuf held = bytes;
    int arrived = held == null ? count : held.readableBytes() + count;
    if (held == null || held.capacity() < arrived) {
      int room =
          Math.max(LEAST_ROOM, (int) Math.min(frameBytes, (long) arrived * ROOM_FOR_EACH_BYTE));
      held = withRoom(memory, held, Math.min(frameBytes, room));
      bytes = held;
    }
    held.writeBytes(in, count);
  }

  private static ByteBuf withRoom(ByteBufAllocator memory, @Nullable ByteBuf before, int room) {
    ByteBuf larger = memory.directBuffer(room);
    if (before != null) {
      larger.writeBytes(before);
      before.release();
    }
    return larger;
  }

  /** The frame has been passed on. */
  void done() {
    ByteBuf held = bytes;
    if (held != null && held.refCnt() == 1) {
      held.clear();
    } else {
      release();
    }
  }

  /** Nothing more is to be read for now: keeps no buffer that has no bytes. */
  void rest() {
    if (isEmpty()) {
      release();
    }
  }

  /** Lets go of everything. */
  void release() {
    ByteBuf held = bytes;
    bytes = null;
    if (held != null) {
      held.release();
    }
  }
}
