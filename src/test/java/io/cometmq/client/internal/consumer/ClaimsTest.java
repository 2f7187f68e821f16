package io.cometmq.client.internal.consumer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.LitePullOptions;
import io.cometmq.client.internal.consumer.HeldCommits.Update;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.testkit.FakeBroker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ClaimsTest {
  private static final List<MessageQueue> QUEUES =
      IntStream.range(0, 3).mapToObj(id -> new MessageQueue("topic", FakeBroker.NAME, id)).toList();

  private final Vertx vertx = Vertx.vertx();
  private final FakeBroker broker = FakeBroker.start(vertx);
  private final ClientCore core = new ClientCore(vertx, ClientOptions.of(broker.address()));
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<Update> updates = new HeldCommits(broker).updates();
  private final Claims claims =
      new Claims(core, LitePullOptions.of("group", "topic"), () -> {}, failures::add, all -> {});

  @BeforeEach
  void takeUpQueues() {
    broker.on(
        RequestCode.QUERY_CONSUMER_OFFSET,
        (from, request) -> Future.succeededFuture(request.success(Map.of("offset", "0"))));
    broker.on(
        RequestCode.PULL_MESSAGE, (from, request) -> Promise.<RemotingCommand>promise().future());
    onLoop(() -> claims.have(queue -> true, QUEUES)).await();
  }

  @AfterEach
  void close() {
    onLoop(
            () -> {
              claims.close();
              return core.links().close();
            })
        .await();
    broker.close();
    vertx.close().await();
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> task) {
    return core.loop().forCaller(task);
  }

  /** All queues have been handled up to here, and the consumer's timer rings. */
  private void handle(long offset) {
    onLoop(
            () -> {
              QUEUES.forEach(queue -> requireNonNull(claims.get(queue)).seek(offset));
              claims.markHandled();
              claims.commitHandled();
              return Future.succeededFuture();
            })
        .await();
  }

  /** Whatever was sent before has come: the broker answers in the order of requests. */
  private void settle() {
    assertThat(onLoop(() -> claims.offsets().end(QUEUES.get(0))).await())
        .isEqualTo(HeldCommits.END);
  }

  @Test
  void shouldCommitNothingMoreOfAQueueWhileItsCommitHasNoAnswer() {
    for (long offset = 1; offset <= 5; offset++) {
      handle(offset);
    }
    settle();
    assertThat(updates).hasSize(1);

    updates.get(0).succeed();
    await().until(() -> updates.size() == 3);
    updates.get(1).succeed();
    updates.get(2).succeed();
    settle();
    assertThat(updates).extracting(Update::what).containsExactlyInAnyOrder("0@1", "1@1", "2@1");

    handle(6);
    await().until(() -> updates.size() == 6);
    assertThat(updates.subList(3, 6))
        .extracting(Update::what)
        .containsExactlyInAnyOrder("0@6", "1@6", "2@6");
    assertThat(failures).isEmpty();
  }

  @Test
  void shouldCommitWhatWasHandledLastBehindACommitUnderWay() {
    handle(1);
    await().until(() -> updates.size() == 1);
    updates.get(0).succeed();
    await().until(() -> updates.size() == 3);
    handle(2);
    Future<Void> last = onLoop(claims::commitLast);
    settle();
    // one queue's commit was answered, so the timer made its next one; the others' are under way
    assertThat(updates).hasSize(4);
    assertThat(updates.get(3).queueId()).isEqualTo(updates.get(0).queueId());

    updates.subList(1, 4).forEach(Update::succeed);
    await().until(() -> updates.size() == 6);
    assertThat(updates.subList(3, 6))
        .extracting(Update::what)
        .containsExactlyInAnyOrder("0@2", "1@2", "2@2");
    assertThat(last.isComplete()).isFalse();
    updates.subList(4, 6).forEach(Update::succeed);
    last.await();
    assertThat(updates).hasSize(6);
  }
}
