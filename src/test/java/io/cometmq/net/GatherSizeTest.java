package io.cometmq.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GatherSizeTest {
  private final GatherSize size = new GatherSize();

  @Test
  void shouldGrowWithWhatIsGatheredUpToALimit() {
    assertThat(size.with(100)).isEqualTo(GatherSize.MIN_BYTES);
    size.full();
    assertThat(size.with(100)).isEqualTo(2 * GatherSize.MIN_BYTES);
    for (int i = 0; i < 20; i++) {
      size.full();
    }
    assertThat(size.with(100)).isEqualTo(GatherSize.MAX_BYTES);
  }

  @Test
  void shouldShrinkWhenMostOfItIsNotUsed() {
    size.full();
    size.full();
    size.endOfTurn(GatherSize.MIN_BYTES);
    assertThat(size.with(1)).isEqualTo(4 * GatherSize.MIN_BYTES);
    size.endOfTurn(GatherSize.MIN_BYTES - 1);
    assertThat(size.with(1)).isEqualTo(2 * GatherSize.MIN_BYTES);
    size.endOfTurn(0);
    size.endOfTurn(0);
    assertThat(size.with(1)).isEqualTo(GatherSize.MIN_BYTES);
  }

  @Test
  void shouldHaveRoomForAPieceThatIsLarger() {
    assertThat(size.with(GatherSize.MAX_BYTES + 1)).isEqualTo(GatherSize.MAX_BYTES + 1);
  }
}
