package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.BrokerScope;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.GroupStream;
import io.cometmq.client.Message;
import io.cometmq.client.PopOptions;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.Rebalance;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.TopicSettings;
import io.cometmq.model.MessageQueue;
import io.cometmq.peer.api.PeerMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What groups of our client can be told, beside what they do by default. */
abstract class ClientOptionScenarios extends ClientPollScenarios {
  @Test
  void shouldHandleWhatAnExpressionWants() {
    fill("ours-sql", 20);
    List<String> got = Collections.synchronizedList(new ArrayList<>());
    GroupConsumer consumer =
        get(
            client.consume(
                ConsumerOptions.of("our-sql")
                    .with("ours-sql", Filter.sql("number BETWEEN 3 AND 6"))
                    .startingAt(ConsumerOptions.Start.FIRST),
                message -> added(got, message)));
    await().until(() -> got.size() >= 4);
    get(consumer.close());
    assertThat(got).containsExactlyInAnyOrder("3", "4", "5", "6");
  }

  @ParameterizedTest
  @EnumSource(
      value = Rebalance.class,
      names = {"CIRCULAR", "CONSISTENT_HASH"})
  void shouldShareQueuesByTheStrategyThatMembersChoose(Rebalance how) {
    String topic = "ours-shared-" + how;
    // where members stand on the ring is chance: of four queues one of two members would get none
    // in every sixth run
    int queues = 64;
    get(client.admin().topics().put(topic, TopicSettings.of(queues), BrokerScope.all()));
    await().until(() -> get(client.queues(topic)).size() == queues);
    send(topic, 40, queues);
    ConsumerOptions options =
        ConsumerOptions.of("our-shared-" + how, topic)
            .startingAt(ConsumerOptions.Start.FIRST)
            .rebalancingBy(how);
    List<String> got = Collections.synchronizedList(new ArrayList<>());
    CometClient second = CometClient.create(vertx, ClientOptions.of(namesrv()));
    GroupConsumer one = get(client.consume(options, message -> added(got, message)));
    GroupConsumer other = get(second.consume(options, message -> added(got, message)));
    await()
        .untilAsserted(
            () -> {
              Set<MessageQueue> mine = queuesOf(one, topic);
              Set<MessageQueue> theirs = queuesOf(other, topic);
              assertThat(mine).isNotEmpty().doesNotContainAnyElementsOf(theirs);
              assertThat(theirs).isNotEmpty();
              assertThat(mine.size() + theirs.size()).isEqualTo(queues);
            });
    await().until(() -> new HashSet<>(got).size() == 40);
    get(one.close());
    get(second.close());
  }

  private static Set<MessageQueue> queuesOf(GroupConsumer member, String topic) {
    Set<MessageQueue> queues = new HashSet<>(get(member.assigned()));
    queues.removeIf(queue -> !queue.topic().equals(topic));
    return queues;
  }

  @Test
  void shouldStreamEverythingToEachMemberOfABroadcast(@TempDir Path folder) {
    send("ours-everything", 30, 4);
    List<List<String>> got = new ArrayList<>();
    List<GroupStream> streams = new ArrayList<>();
    List<CometClient> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      CometClient member = CometClient.create(vertx, ClientOptions.of(namesrv()));
      clients.add(member);
      List<String> texts = Collections.synchronizedList(new ArrayList<>());
      got.add(texts);
      GroupStream stream =
          get(
              member.consumeStream(
                  ConsumerOptions.of("our-everything", "ours-everything")
                      .startingAt(ConsumerOptions.Start.FIRST)
                      .asBroadcast(folder.resolve("member-" + i))));
      streams.add(stream);
      stream.handler(
          message -> {
            texts.add(message.text());
            stream.ack(message);
          });
    }
    List<String> all = IntStream.range(0, 30).mapToObj(Integer::toString).toList();
    for (List<String> texts : got) {
      await().untilAsserted(() -> assertThat(texts).containsExactlyInAnyOrderElementsOf(all));
    }
    streams.forEach(stream -> get(stream.close()));
    clients.forEach(member -> get(member.close()));
  }

  @Test
  void shouldMakeDeadLetterOfWhatFailsTooOftenWithinANamespace() {
    CometClient tenant =
        CometClient.create(vertx, ClientOptions.of(namesrv()).withNamespace("tenant"));
    for (String text : List.of("good", "bad")) {
      get(
          tenant
              .producer(ProducerOptions.of("our-producers"))
              .send(Message.of("ours-tenant", text)));
    }
    List<ReceivedMessage> got = Collections.synchronizedList(new ArrayList<>());
    GroupConsumer consumer =
        get(
            tenant.consume(
                ConsumerOptions.of("our-tenant", "ours-tenant")
                    .startingAt(ConsumerOptions.Start.FIRST)
                    .withMaxRetries(0),
                message -> {
                  got.add(message);
                  return message.text().equals("bad")
                      ? Future.failedFuture("never")
                      : Future.succeededFuture();
                }));
    await().until(() -> got.size() == 2);
    PeerMessage dead = messages("%DLQ%tenant%our-tenant", 1).get(0);
    assertThat(dead.text()).isEqualTo("bad");
    assertThat(dead.properties()).containsEntry("RETRY_TOPIC", "tenant%ours-tenant");
    get(consumer.close());
    assertThat(got).extracting(ReceivedMessage::topic).containsOnly("ours-tenant");
    assertThat(got).extracting(ReceivedMessage::text).containsExactlyInAnyOrder("good", "bad");
    get(tenant.close());
  }

  @Test
  void shouldTraceAndTimeWhatAGroupPops() {
    send("ours-popseen", 3, 1);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    CometClient observed = observed(registry, "ours-popseen-traces");
    List<ReceivedMessage> got = Collections.synchronizedList(new ArrayList<>());
    get(
        observed.consume(
            PopOptions.of("our-popseen", "ours-popseen")
                .startingAt(ConsumerOptions.Start.FIRST)
                .withRetries(3, Duration.ofSeconds(1)),
            message -> {
              got.add(message);
              return message.text().equals("1") && message.deliveries() == 0
                  ? Future.failedFuture("not yet")
                  : Future.succeededFuture();
            }));
    await().atMost(Duration.ofSeconds(40)).until(() -> got.size() == 4);
    get(observed.close());
    assertHandled(registry, 3, 1);
    await()
        .untilAsserted(
            () ->
                assertThat(traces("ours-popseen-traces"))
                    .extracting(event -> event.get("type"))
                    .containsExactlyInAnyOrder(
                        "SubBefore",
                        "SubBefore",
                        "SubBefore",
                        "SubBefore",
                        "SubAfter",
                        "SubAfter",
                        "SubAfter",
                        "SubAfter"));
  }
}
