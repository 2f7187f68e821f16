package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.QueueLockBody;
import io.cometmq.testkit.FakeBroker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class QueueLocksTest {
  private static final MessageQueue FIRST = new MessageQueue("topic", FakeBroker.NAME, 0);
  private static final MessageQueue SECOND = new MessageQueue("topic", FakeBroker.NAME, 1);

  private final Vertx vertx = Vertx.vertx();
  private final FakeBroker broker = FakeBroker.start(vertx);
  private final ClientCore core =
      new ClientCore(vertx, ClientOptions.of(broker.address()).withNamespace("tenant"));
  private final QueueLocks locks = new QueueLocks(core, "group");

  @BeforeEach
  void refuseSecondQueue() {
    broker.on(
        RequestCode.LOCK_BATCH_MQ,
        (from, request) -> {
          List<MessageQueue> granted =
              QueueLockBody.read(request.body()).queues().stream()
                  .filter(queue -> queue.queueId() == 0)
                  .toList();
          return Future.succeededFuture(request.success(QueueLockBody.write(granted)));
        });
  }

  @AfterEach
  void close() {
    core.loop().forCaller(() -> core.links().close()).await();
    broker.close();
    vertx.close().await();
  }

  @Test
  void shouldTellWhatIsThisMembers() {
    assertThat(onLoop(() -> locks.lock(List.of(FIRST, SECOND)))).containsExactly(FIRST);
    QueueLockBody asked =
        QueueLockBody.read(broker.requests(RequestCode.LOCK_BATCH_MQ).get(0).body());
    assertThat(asked.consumerGroup()).isEqualTo("tenant%group");
    assertThat(asked.clientId()).isEqualTo(core.heartbeats().clientId());
    assertThat(asked.queues()).extracting(MessageQueue::topic).containsOnly("tenant%topic");
  }

  @Test
  void shouldNameQueuesThatAreLostWhenLocksAreRenewed() {
    List<MessageQueue> lost = new CopyOnWriteArrayList<>();
    core.loop()
        .run(
            () ->
                locks.renew(
                    List.of(share(FIRST), share(SECOND)), share -> lost.add(share.queue())));
    await().until(() -> !lost.isEmpty());
    assertThat(lost).containsExactly(SECOND);
  }

  private Share share(MessageQueue queue) {
    QueuePuller puller = new QueuePuller(core, "group", queue, Filter.all());
    Share share = new Share(new QueueReader(core, puller, 32, 0, () -> {}, cause -> {}), 0, true);
    share.setLockedUntil(ClientLoop.nowMs() + QueueLocks.HOLD_MS);
    return share;
  }

  private <T> T onLoop(Supplier<Future<T>> work) {
    return core.loop().forCaller(work).await();
  }
}
