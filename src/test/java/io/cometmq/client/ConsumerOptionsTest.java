package io.cometmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConsumerOptionsTest {
  @Test
  void shouldKeepWhatWasSetBefore() {
    ConsumerOptions options =
        ConsumerOptions.of("group", "a")
            .asBroadcast()
            .rebalancingBy(Rebalance.CIRCULAR)
            .withMaxRetries(3)
            .withLimits(5, 7)
            .startingAt(ConsumerOptions.Start.FIRST)
            .with("b", Filter.tags("x"));
    assertThat(options)
        .isEqualTo(
            new ConsumerOptions(
                "group",
                Map.of("a", Filter.all(), "b", Filter.tags("x")),
                ConsumerOptions.Start.FIRST,
                5,
                7,
                3,
                Rebalance.CIRCULAR,
                true));
    assertThat(ConsumerOptions.of("group", "a").broadcasting()).isFalse();
  }

  @Test
  void shouldRefuseLimitsThatAreTooLow() {
    ConsumerOptions options = ConsumerOptions.of("group", "a");
    assertThatThrownBy(() -> options.withLimits(0, 1)).isInstanceOf(ClientException.Invalid.class);
    assertThatThrownBy(() -> options.withMaxRetries(-1))
        .isInstanceOf(ClientException.Invalid.class);
  }
}
