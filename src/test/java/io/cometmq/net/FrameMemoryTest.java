package io.cometmq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

final class FrameMemoryTest {
  private final FrameMemory memory = FrameMemory.SHARED;

  @Test
  void shouldPoolBuffersThatTheDefaultDoesNot() {
    memory.buffer(64 << 10).release();
    long kept = memory.largeBytes();
    assertThat(kept).isPositive();
    for (int i = 0; i < 100; i++) {
      ByteBuf buffer = memory.buffer(20 << 10);
      assertThat(buffer.isDirect()).isTrue();
      buffer.release();
    }
    assertThat(memory.largeBytes()).isEqualTo(kept);
  }

  @Test
  void shouldLeaveSmallBuffersToTheDefault() {
    ByteBuf small = memory.buffer(16 << 10);
    ByteBuf large = memory.buffer((16 << 10) + 1);
    try {
      assertThat(small.alloc()).isSameAs(ByteBufAllocator.DEFAULT);
      assertThat(large.alloc()).isNotSameAs(ByteBufAllocator.DEFAULT);
    } finally {
      small.release();
      large.release();
    }
  }
}
