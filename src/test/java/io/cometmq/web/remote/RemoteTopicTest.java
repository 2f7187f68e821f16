package io.cometmq.web.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientException;
import io.cometmq.client.PullResult;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.web.protocol.FilterText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading what others have, and going on without them. */
final class RemoteTopicTest {
  private static final MessageQueue ONE = new MessageQueue("t", "broker-b", 0);
  private static final MessageQueue TWO = new MessageQueue("t", "broker-b", 1);
  private static final FilterText ALL = FilterText.ALL;

  private final Vertx vertx = Vertx.vertx();
  private final FakeBrokers brokers = new FakeBrokers();
  private final RemoteStats stats = new RemoteStats();
  private final AtomicLong nowMs = new AtomicLong(1_000);
  private final AtomicLong news = new AtomicLong();
  private final RemoteTopic topic =
      new RemoteTopic("t", vertx, brokers, stats, nowMs::get, news::incrementAndGet);

  @AfterEach
  void close() {
    topic.close();
    vertx.close().await();
  }

  private void load(MessageQueue... queues) {
    brokers.queues.addAll(List.of(queues));
    assertThat(topic.load().succeeded()).isTrue();
  }

  /** Has the queue known to have so many messages. */
  private void know(MessageQueue queue, long end) {
    Future<Long> asked = topic.end(queue);
    brokers.ends.get(brokers.ends.size() - 1).complete(end);
    assertThat(asked.result()).isEqualTo(end);
  }

  @Test
  void shouldWaitAtTheEndOnceForAllWhoStandThere() {
    load(ONE);
    assertThat(topic.read(ONE, ALL, 5, 64)).isNull();
    assertThat(topic.read(ONE, ALL, 5, 64)).isNull();
    assertThat(brokers.pulls).hasSize(1);
    assertThat(brokers.last().waitMs()).isPositive();
    brokers.last().bring(2, 7);
    assertThat(news.get()).isEqualTo(2);
    Chunk chunk = Objects.requireNonNull(topic.fresh(ONE, ALL, 5));
    assertThat(chunk.messages()).hasSize(2);
    assertThat(chunk.next()).isEqualTo(7);
    assertThat(topic.fresh(ONE, ALL, 7)).isNull();
    // one who has the first of the two already
    assertThat(chunk.messagesFrom(6)).extracting(each -> each.queueOffset()).containsExactly(6L);
    assertThat(topic.fresh(ONE, new FilterText("a", null), 5)).isNull();
    topic.forgetFresh();
    assertThat(topic.fresh(ONE, ALL, 5)).isNull();
  }

  @Test
  void shouldReadAtOnceWhatIsKnownToBeThere() {
    load(ONE, TWO);
    know(ONE, 40);
    Future<Void> waiting = Objects.requireNonNull(topic.read(ONE, ALL, 3, 8));
    assertThat(brokers.last().waitMs()).isZero();
    assertThat(brokers.last().most()).isEqualTo(8);
    assertThat(topic.read(ONE, ALL, 3, 64)).isSameAs(waiting);
    assertThat(topic.lag(ONE, 3)).isEqualTo(37);
    brokers.last().bring(8, 40);
    assertThat(waiting.isComplete()).isTrue();
    assertThat(Objects.requireNonNull(topic.fresh(ONE, ALL, 3)).next()).isEqualTo(11);
    assertThat(stats.pulls()).isEqualTo(1);
    assertThat(stats.messages()).isEqualTo(8);
  }

  @Test
  void shouldNotLetPagesWaitForABrokerThatIsSlow() {
    load(ONE);
    know(ONE, 40);
    Future<Void> waiting = Objects.requireNonNull(topic.read(ONE, ALL, 0, 64));
    await().until(waiting::isComplete);
    assertThat(topic.read(ONE, ALL, 0, 64)).as("nobody waits for it now").isNull();
    assertThat(brokers.pulls).hasSize(1);
    long before = news.get();
    brokers.last().bring(32, 40);
    assertThat(news.get()).as("it came after all").isGreaterThan(before);
    assertThat(topic.fresh(ONE, ALL, 0)).isNotNull();
    assertThat(topic.read(ONE, ALL, 32, 64)).isNotNull();
  }

  @Test
  void shouldNameABrokerThatIsDownUntilItAnswers() {
    load(ONE, TWO);
    topic.read(ONE, ALL, 5, 64);
    brokers.last().answer().fail(new ClientException.Unreachable("broker-b", "t", null));
    assertThat(topic.missing()).containsExactly("broker-b");
    assertThat(stats.failures()).isEqualTo(1);
    assertThat(topic.read(ONE, ALL, 5, 64)).isNull();
    assertThat(brokers.pulls).as("it is not asked for messages now").hasSize(1);
    assertThat(topic.end(ONE).failed()).isTrue();
    await().until(() -> brokers.ends.size() == 1);
    brokers.ends.get(0).fail(new ClientException.Unreachable("broker-b", "t", null));
    await().until(() -> brokers.ends.size() == 2);
    assertThat(topic.missing()).containsExactly("broker-b");
    brokers.ends.get(1).complete(9L);
    assertThat(topic.missing()).isEmpty();
    topic.read(ONE, ALL, 5, 64);
    assertThat(brokers.last().offset()).as("where it was").isEqualTo(5);
  }

  @Test
  void shouldBelieveThatAQueueHasBegunAnewOnlyAfterAWhile() {
    load(ONE);
    topic.read(ONE, ALL, 50, 64);
    // as right after a start
    brokers.last().answer().complete(new PullResult(List.of(), 40, 10, 40));
    assertThat(topic.fresh(ONE, ALL, 50)).isNull();
    nowMs.addAndGet(600);
    topic.read(ONE, ALL, 50, 64);
    brokers.last().answer().complete(new PullResult(List.of(), 50, 10, 60));
    nowMs.addAndGet(20_000);
    topic.read(ONE, ALL, 60, 64);
    brokers.last().answer().complete(new PullResult(List.of(), 3, 1, 3));
    nowMs.addAndGet(9_000);
    topic.read(ONE, ALL, 60, 64);
    brokers.last().answer().complete(new PullResult(List.of(), 3, 1, 3));
    assertThat(topic.fresh(ONE, ALL, 60)).isNull();
    nowMs.addAndGet(2_000);
    topic.read(ONE, ALL, 60, 64);
    brokers.last().answer().complete(new PullResult(List.of(), 3, 1, 3));
    assertThat(topic.fresh(ONE, ALL, 60)).isEqualTo(new Chunk(60, 1, List.of(), Chunk.RECREATED));
  }

  @Test
  void shouldTellOfMessagesThatRetentionTook() {
    load(ONE);
    topic.read(ONE, ALL, 5, 64);
    brokers.last().answer().complete(new PullResult(List.of(), 20, 20, 30));
    assertThat(topic.fresh(ONE, ALL, 5)).isEqualTo(new Chunk(5, 20, List.of(), Chunk.EXPIRED));
  }

  @Test
  void shouldAskAgainLaterWhenABrokerRefuses() {
    load(ONE);
    topic.read(ONE, ALL, 5, 64);
    brokers.last().answer().fail(refused(ResponseCode.NO_PERMISSION));
    assertThat(topic.missing()).containsExactly("broker-b");
    topic.read(ONE, ALL, 5, 64);
    assertThat(brokers.pulls).hasSize(1);
    nowMs.addAndGet(1_500);
    topic.read(ONE, ALL, 5, 64);
    brokers.last().bring(1, 6);
    assertThat(topic.missing()).isEmpty();
  }

  @Test
  void shouldForgetATopicThatIsGone() {
    load(ONE);
    topic.read(ONE, ALL, 5, 64);
    brokers.last().answer().fail(refused(ResponseCode.TOPIC_NOT_EXIST));
    assertThat(topic.missing()).isEmpty();
    assertThat(topic.queues()).isEmpty();
    assertThat(Objects.requireNonNull(topic.fresh(ONE, ALL, 5)).next()).isZero();
  }

  @Test
  void shouldNotAskInARushWhenABrokerDoesNotWait() {
    load(ONE);
    topic.read(ONE, ALL, 5, 64);
    brokers.last().answer().complete(new PullResult(List.of(), 5, 0, 5));
    topic.read(ONE, ALL, 5, 64);
    assertThat(brokers.pulls).hasSize(1);
    long before = news.get();
    await().until(() -> news.get() > before);
    nowMs.addAndGet(150);
    topic.read(ONE, ALL, 5, 64);
    assertThat(brokers.pulls).hasSize(2);
  }

  @Test
  void shouldTakeUpQueuesThatBecomeKnownLater() {
    load(ONE);
    long before = news.get();
    load(TWO);
    assertThat(topic.queues()).containsExactly(ONE, TWO);
    assertThat(news.get()).isGreaterThan(before);
    // one whose broker the NameServer has forgotten may come back
    brokers.queues.clear();
    load();
    assertThat(topic.queues()).containsExactly(ONE, TWO);
    assertThat(topic.knows("broker-b")).isTrue();
  }

  private static ClientException refused(int code) {
    return new ClientException.Refused("no", "broker-b", "t", code, "none");
  }
}
