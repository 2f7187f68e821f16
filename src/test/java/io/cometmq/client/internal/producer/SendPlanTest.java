package io.cometmq.client.internal.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.client.ClientException;
import io.cometmq.client.Message;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.internal.wire.Link;
import io.cometmq.client.internal.wire.TopicQueues;
import io.cometmq.client.internal.wire.UnopenedLink;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.TopicRoute;
import io.cometmq.protocol.codec.SendFrameTemplate;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SendPlanTest {
  private static final long NOW_MS = 10_000;
  private static final Message MESSAGE = Message.of("topic", "body");

  private final Vertx vertx = Vertx.vertx();
  private final Link one = UnopenedLink.to(vertx, "127.0.0.1:1");
  private final Link other = UnopenedLink.to(vertx, "127.0.0.1:2");
  private final SendPlan plan = plan();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private SendPlan plan() {
    List<Target> targets = new ArrayList<>();
    for (int queue = 0; queue < 2; queue++) {
      targets.add(target("one", queue, one));
      targets.add(target("other", queue, other));
    }
    List<MessageQueue> queues = targets.stream().map(Target::queue).toList();
    TopicRoute route = new TopicRoute(List.of(), List.of(), null);
    return new SendPlan(
        new TopicQueues(route, queues, queues, Map.of(), false), targets.toArray(Target[]::new));
  }

  private static Target target(String broker, int number, Link link) {
    MessageQueue queue = new MessageQueue("topic", broker, number);
    SendFrameTemplate template = SendFrameTemplate.of("group", queue, "TBW102", 4, false);
    return new Target(queue, link, template, template);
  }

  private List<Link> next(int count, long nowMs) {
    return IntStream.range(0, count).mapToObj(i -> plan.next(null, nowMs).link()).toList();
  }

  @Test
  void shouldTakeTurnsAmongBrokersThatAnswerAboutAsFast() {
    one.health().answered(1_000_000, NOW_MS);
    other.health().answered(3_000_000, NOW_MS);
    assertThat(next(4, NOW_MS)).containsExactly(one, other, one, other);
  }

  @Test
  void shouldPassOverABrokerThatAnswersMuchSlowerUntilThatIsLongAgo() {
    one.health().answered(1_000_000, NOW_MS);
    other.health().answered(80_000_000, NOW_MS);
    assertThat(next(6, NOW_MS)).containsOnly(one);
    assertThat(next(6, NOW_MS + 60_000)).contains(one, other);
  }

  @Test
  void shouldPassOverABrokerThatFailedUnlessThereIsNoOther() {
    one.health().failed(NOW_MS);
    assertThat(next(4, NOW_MS)).containsOnly(other);
    other.health().failed(NOW_MS);
    assertThat(next(4, NOW_MS)).isNotEmpty();
  }

  @Test
  void shouldNotTakeTheBrokerThatHasJustFailedAgain() {
    Target failed = plan.next(null, NOW_MS);
    for (int i = 0; i < 4; i++) {
      assertThat(plan.next(failed, NOW_MS).link()).isNotSameAs(failed.link());
    }
  }

  @Test
  void shouldSayWhatIsWrongWithASelector() {
    QueueSelector broken =
        (queues, message) -> {
          throw new IllegalStateException("as the test wants it");
        };
    assertThatThrownBy(() -> plan.chosen(broken, MESSAGE))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("as the test wants it")
        .hasMessageContaining("topic topic")
        .hasCauseInstanceOf(IllegalStateException.class);
    QueueSelector strange = (queues, message) -> new MessageQueue("topic", "third", 0);
    assertThatThrownBy(() -> plan.chosen(strange, MESSAGE))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("third");
    QueueSelector good = (queues, message) -> queues.get(3);
    assertThat(plan.chosen(good, MESSAGE).link()).isSameAs(other);
  }
}
