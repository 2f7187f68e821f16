package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.internal.consumer.HeldCommits.Update;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.cometmq.testkit.FakeBroker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OffsetsTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeBroker broker = FakeBroker.start(vertx);
  private final ClientCore core = new ClientCore(vertx, ClientOptions.of(broker.address()));
  private final Offsets offsets = new Offsets(core, "group");
  private final List<Update> updates = new HeldCommits(broker).updates();

  @AfterEach
  void close() {
    core.loop().forCaller(() -> core.links().close()).await();
    broker.close();
    vertx.close().await();
  }

  private static MessageQueue queue(String topic, int queueId) {
    return new MessageQueue(topic, FakeBroker.NAME, queueId);
  }

  private List<Future<Void>> commit(String topic, int queues) {
    return IntStream.range(0, queues)
        .mapToObj(id -> core.loop().forCaller(() -> offsets.commit(queue(topic, id), 25)))
        .toList();
  }

  /** Whatever was sent before has come: the broker answers in the order of requests. */
  private void settle() {
    assertThat(core.loop().forCaller(() -> offsets.end(queue("other", 0))).await())
        .isEqualTo(HeldCommits.END);
  }

  @Test
  void shouldSendTheFirstOffsetOfATopicAloneAndThenTheOthersTogether() {
    List<Future<Void>> done = commit("topic", 4);
    await().until(() -> !updates.isEmpty());
    settle();
    assertThat(updates).extracting(Update::queueId).containsExactly("0");

    updates.get(0).succeed();
    await().until(() -> updates.size() == 4);
    assertThat(updates).extracting(Update::queueId).containsExactly("0", "1", "2", "3");
    updates.subList(1, 4).forEach(Update::succeed);
    Future.all(done).await();

    commit("topic", 2);
    await().until(() -> updates.size() == 6);
  }

  @Test
  void shouldSendOthersOneByOneUntilOneIsKept() {
    List<Future<Void>> done = commit("topic", 3);
    await().until(() -> !updates.isEmpty());
    updates.get(0).refuse();
    await().until(() -> updates.size() == 2);
    settle();
    assertThat(updates).hasSize(2);
    updates.get(1).succeed();
    await().until(() -> updates.size() == 3);
    updates.get(2).succeed();
    await().until(() -> done.stream().allMatch(Future::isComplete));
    assertThat(done).extracting(Future::succeeded).containsExactly(false, true, true);
  }

  @Test
  void shouldNotLetOneTopicWaitForAnother() {
    commit("one", 1);
    commit("two", 1);
    await().until(() -> updates.size() == 2);
  }
}
