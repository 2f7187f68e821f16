package io.cometmq.web.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.MessageQueue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where pages stand, here and on other brokers. */
final class PositionTest {
  private static final MessageQueue THERE = new MessageQueue("t", "broker-b", 2);

  @Test
  void shouldBeTheSameForAllWhoHaveSeenTheSame() {
    Position one = new Position(new long[] {1, 2}).with(THERE, 7).with(THERE, 8);
    Position other = new Position(new long[] {1, 2}).with(THERE, 8);
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one).isNotEqualTo(new Position(new long[] {1, 2}));
    assertThat(one.with(1, 3)).isNotEqualTo(other);
    assertThat(one.with(1, 3).at(THERE)).isEqualTo(8);
    assertThat(one.grown(4).at(THERE)).isEqualTo(8);
  }

  @Test
  void shouldKnowWhatItHasNothingOf() {
    Position position = new Position(new long[] {1}).with(THERE, 7);
    assertThat(position.elsewhere().at("broker-b", 0)).isEqualTo(Elsewhere.UNKNOWN);
    assertThat(position.elsewhere().at("broker-c", 0)).isEqualTo(Elsewhere.UNKNOWN);
    assertThat(position.elsewhere().brokers()).containsExactly("broker-b");
    assertThat(position.elsewhere().without("broker-b")).isEqualTo(Elsewhere.NONE);
    assertThat(Elsewhere.time(Elsewhere.since(1_763_800_000_000L))).isEqualTo(1_763_800_000_000L);
    assertThat(Elsewhere.since(0)).isNegative();
  }

  @Test
  void shouldStandBehindAsManyMessagesAsWereSent() {
    Position start = new Position(new long[] {4}).with(THERE, 10);
    List<FeedMessage> messages =
        List.of(
            new FeedMessage(2, 11, 1, "c1", new byte[0]),
            new FeedMessage(2, 13, 1, "c2", new byte[0]));
    Batch batch = new Batch(start, start.with(THERE, 20), messages, THERE, true, null);
    assertThat(batch.after(0)).isEqualTo(start);
    assertThat(batch.after(1)).isEqualTo(start.with(THERE, 11));
    // and what the filter kept back behind them
    assertThat(batch.after(2)).isEqualTo(start.with(THERE, 20));
    Batch here =
        new Batch(
            start,
            start.with(0, 9),
            List.of(new FeedMessage(0, 5, 1, "c", new byte[0])),
            null,
            false,
            null);
    assertThat(here.after(0)).isEqualTo(start);
    assertThat(here.after(1)).isEqualTo(start.with(0, 9));
  }
}
