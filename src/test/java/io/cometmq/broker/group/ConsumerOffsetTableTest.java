package io.cometmq.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConsumerOffsetTableTest {
  private final ConsumerOffsetTable offsets = new ConsumerOffsetTable();

  @Test
  void shouldHoldOnToAResetUntilTheConsumerKnows() {
    offsets.commit("g", "t", 1, 100);
    offsets.reset("g", "t", 1, 7);
    assertThat(offsets.find("g", "t", 1)).isEqualTo(7);
    assertThat(offsets.commit("g", "t", 1, 101)).isFalse();
    assertThat(offsets.find("g", "t", 1)).isEqualTo(7);
    assertThat(offsets.takeReset("g", "t", 1)).isEqualTo(7);
    assertThat(offsets.takeReset("g", "t", 1)).isEqualTo(-1);
    assertThat(offsets.commit("g", "t", 1, 8)).isTrue();
    assertThat(offsets.find("g", "t", 1)).isEqualTo(8);
  }

  @Test
  void shouldResetQueuesOfTheirOwn() {
    offsets.reset("g", "t", 1, 7);
    assertThat(offsets.commit("g", "t", 2, 5)).isTrue();
    assertThat(offsets.commit("other", "t", 1, 5)).isTrue();
    assertThat(offsets.takeReset("g", "t", 2)).isEqualTo(-1);
    assertThat(offsets.takeReset("other", "t", 1)).isEqualTo(-1);
  }

  @Test
  void shouldForgetResetsOfWhatIsDeleted() {
    offsets.reset("g", "t", 1, 7);
    offsets.removeGroup("g");
    assertThat(offsets.takeReset("g", "t", 1)).isEqualTo(-1);
    offsets.reset("g", "t", 1, 7);
    offsets.removeTopic("t");
    assertThat(offsets.takeReset("g", "t", 1)).isEqualTo(-1);
  }
}
