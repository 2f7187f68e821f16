package io.cometmq.net;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Where connections get their buffers from. Safe for any thread.
 *
 * <p>Netty's default pools no buffer above some 16 KiB where the heap may not grow beyond 512 MiB,
 * as a broker's should not. Since Java 25 the end of such a buffer takes 18 µs, for all threads
 * have to be asked whether they use it; so those come from a pool of their own. One that begins
 * small and grows is the default's business still, and above 2 MiB nothing is pooled.
 */
final class FrameMemory extends AbstractByteBufAllocator {
  /** The one that all connections share. */
  static final FrameMemory SHARED = new FrameMemory();

  private static final int SMALL_BYTES = 16 << 10;
  private static final int PAGE_BYTES = 8 << 10;

  /** Chunks of so many pages to the power of two: 2 MiB. */
  private static final int CHUNK_ORDER = 8;

  private final ByteBufAllocator small = ByteBufAllocator.DEFAULT;
  private final PooledByteBufAllocator large =
      new PooledByteBufAllocator(
          true,
          0,
          Math.max(1, Runtime.getRuntime().availableProcessors()),
          PAGE_BYTES,
          CHUNK_ORDER,
          0,
          PooledByteBufAllocator.defaultNormalCacheSize(),
          false);

  private FrameMemory() {
    super(true);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return true;
  }

  // the ways that are taken for each record and each read, without the detour through
  // newDirectBuffer

  @Override
  public ByteBuf directBuffer(int initialCapacity) {
    return initialCapacity > SMALL_BYTES
        ? large.directBuffer(initialCapacity)
        : small.directBuffer(initialCapacity);
  }

  @Override
  public ByteBuf ioBuffer(int initialCapacity) {
    return directBuffer(initialCapacity);
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return small.heapBuffer(initialCapacity, maxCapacity);
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    return initialCapacity > SMALL_BYTES
        ? large.directBuffer(initialCapacity, maxCapacity)
        : small.directBuffer(initialCapacity, maxCapacity);
  }

  /** Bytes of all chunks of large buffers. */
  long largeBytes() {
    return large.metric().usedDirectMemory();
  }
}
