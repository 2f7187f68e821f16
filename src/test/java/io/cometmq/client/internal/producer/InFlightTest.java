package io.cometmq.client.internal.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.ClientException;
import org.junit.jupiter.api.Test;

final class InFlightTest {
  private final InFlight inFlight = new InFlight(2, null);

  @Test
  void shouldTakeNoMoreThanMayBeOnTheirWay() {
    assertThat(inFlight.admit("topic", 2)).isNull();
    assertThat(inFlight.admit("topic", 1))
        .isInstanceOf(ClientException.Overloaded.class)
        .hasMessageContaining("2 messages")
        .hasMessageContaining("topic topic");
    inFlight.over(1);
    assertThat(inFlight.admit("topic", 1)).isNull();
  }

  @Test
  void shouldTakeNothingWhenClosedAndBeDrainedWithTheLast() {
    assertThat(inFlight.admit("topic", 1)).isNull();
    inFlight.close();
    assertThat(inFlight.admit("topic", 1)).isInstanceOf(ClientException.Closed.class);
    assertThat(inFlight.drained().isComplete()).isFalse();
    inFlight.over(1);
    assertThat(inFlight.drained().succeeded()).isTrue();
  }
}
