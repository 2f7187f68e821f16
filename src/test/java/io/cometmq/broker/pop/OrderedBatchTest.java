package io.cometmq.broker.pop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One batch at a time, and how often its messages came. */
final class OrderedBatchTest {
  @Test
  void shouldBlockOthersUntilAllIsAcknowledgedOrOver() {
    OrderedBatch batch = OrderedBatch.after(null, "a", 1_000, 500, new long[] {3, 4, 7});
    assertThat(batch.isBlocked("b", 1_499)).isTrue();
    assertThat(batch.isBlocked(null, 1_499)).isTrue();
    assertThat(batch.isBlocked("a", 1_499)).isFalse();
    assertThat(batch.isBlocked("b", 1_500)).isFalse();
    assertThat(batch.ack(3)).isTrue();
    assertThat(batch.ack(7)).isTrue();
    assertThat(batch.ack(5)).isFalse();
    assertThat(batch.firstOpen()).isEqualTo(4);
    assertThat(batch.isBlocked("b", 1_499)).isTrue();
    assertThat(batch.ack(4)).isTrue();
    assertThat(batch.firstOpen()).isEqualTo(8);
    assertThat(batch.isBlocked("b", 1_499)).isFalse();
  }

  @Test
  void shouldCountWhatComesAgain() {
    OrderedBatch first = OrderedBatch.after(null, "a", 0, 10, new long[] {1, 2});
    OrderedBatch sameAttempt = OrderedBatch.after(first, "a", 0, 10, new long[] {1, 2});
    OrderedBatch second = OrderedBatch.after(sameAttempt, "b", 20, 10, new long[] {2, 3});
    OrderedBatch third = OrderedBatch.after(second, null, 40, 10, new long[] {2, 3, 4});
    assertThat(first.consumed()).containsExactly(0, 0);
    assertThat(sameAttempt.consumed()).containsExactly(0, 0);
    assertThat(second.consumed()).containsExactly(1, 0);
    assertThat(third.consumed()).containsExactly(2, 1, 0);
  }

  @Test
  void shouldHideSingleMessages() {
    OrderedBatch batch = OrderedBatch.after(null, null, 0, 1_000, new long[] {1, 2});
    batch.hide(1, 100);
    batch.ack(2);
    assertThat(batch.isBlocked(null, 99)).isTrue();
    assertThat(batch.isBlocked(null, 100)).isFalse();
  }

  @Test
  void shouldHoldAsManyAsOnePopGives() {
    long[] offsets = new long[Chunk.MAX_MESSAGES];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = i;
    }
    OrderedBatch batch = OrderedBatch.after(null, null, 0, 1_000, offsets);
    for (long offset : offsets) {
      assertThat(batch.firstOpen()).isEqualTo(offset);
      batch.ack(offset);
    }
    assertThat(batch.firstOpen()).isEqualTo(batch.end());
  }
}
