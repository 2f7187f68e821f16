package io.cometmq.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OpOffsetsTest {
  @Test
  void shouldKeepWhatNamesAHalfThatMatters() {
    OpOffsets ops = new OpOffsets(40);
    assertThat(ops.firstFor(0)).isEqualTo(40);
    ops.add(40, 5);
    ops.add(41, 900);
    ops.add(42, 7);
    assertThat(ops.firstFor(5)).isEqualTo(40);
    assertThat(ops.firstFor(6)).isEqualTo(41);
    assertThat(ops.firstFor(900)).as("the one behind it names an older half").isEqualTo(41);
    assertThat(ops.firstFor(901)).isEqualTo(43);
  }
}
