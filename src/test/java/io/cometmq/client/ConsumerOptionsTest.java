package io.cometmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConsumerOptionsTest {
  @Test
  void shouldKeepWhatWasSetBefore() {
    ConsumerOptions options =
        ConsumerOptions.of("group", "a")
            .asBroadcast(Path.of("offsets"))
            .orderly(Duration.ofMillis(200))
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
                true,
                Duration.ofMillis(200),
                Path.of("offsets")));
    assertThat(ConsumerOptions.of("group", "a").broadcasting()).isFalse();
  }

  @Test
  void shouldRefuseLimitsThatAreTooLow() {
    ConsumerOptions options = ConsumerOptions.of("group", "a");
    assertThatThrownBy(() -> options.withLimits(0, 1)).isInstanceOf(ClientException.Invalid.class);
    assertThatThrownBy(() -> options.withMaxRetries(-1))
        .isInstanceOf(ClientException.Invalid.class);
    assertThatThrownBy(() -> options.orderly(Duration.ZERO))
        .isInstanceOf(ClientException.Invalid.class);
  }

  @Test
  void shouldRetryEndlesslyInOrderUnlessToldOtherwise() {
    ConsumerOptions options = ConsumerOptions.of("group", "a");
    assertThat(options.retryLimit()).isEqualTo(16);
    assertThat(options.orderly().retryLimit()).isEqualTo(Integer.MAX_VALUE);
    assertThat(options.withMaxRetries(3).orderly().retryLimit()).isEqualTo(3);
  }
}
