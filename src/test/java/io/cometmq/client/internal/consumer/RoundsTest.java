package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private final List<Promise<Void>> begun = new ArrayList<>();
  private final Rounds rounds =
      new Rounds(
          () -> {
            Promise<Void> round = Promise.promise();
            begun.add(round);
            return round.future();
          });

  @Test
  void shouldDoOnceMoreWhatIsAskedForMeanwhile() {
    Future<Void> first = rounds.ask();
    Future<Void> second = rounds.ask();
    rounds.ask();
    assertThat(begun).hasSize(1);
    begun.get(0).fail("a round that failed ends, too");
    assertThat(begun).hasSize(2);
    assertThat(first.isComplete()).isFalse();
    begun.get(1).complete();
    assertThat(begun).hasSize(2);
    assertThat(first.succeeded() && second.succeeded()).isTrue();
    rounds.ask();
    assertThat(begun).hasSize(3);
  }

  @Test
  void shouldBeginNothingOnceClosed() {
    Future<Void> last = rounds.ask();
    rounds.ask();
    rounds.close();
    begun.get(0).complete();
    assertThat(begun).hasSize(1);
    assertThat(last.succeeded()).isTrue();
    assertThat(rounds.ask().succeeded()).isTrue();
    assertThat(begun).hasSize(1);
  }
}
