package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerLitePull;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups of consumers share what there is, whoever comes, goes or falls over. */
@Execution(ExecutionMode.CONCURRENT)
final class PushIT {
  private static final int QUEUES = 8;

  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldShareQueuesAmongConsumersThatComeGoAndCrash(Client client, @TempDir Path directory)
      throws Exception {
    String topic = Wire.topic(broker, client.own("shared"), QUEUES);
    ConsumerSpec spec = ConsumerSpec.of(client.own("sharing"), broker.namesrv(), topic);
    Queue<String> got = new ConcurrentLinkedQueue<>();
    Set<String> sent = new HashSet<>(send(client, topic, "alone", 80));
    try (PeerConsumer first =
        client.peer().pushConsumer(spec, message -> got.add(message.text()))) {
      try (PeerConsumer second =
              client.peer().pushConsumer(spec, message -> got.add(message.text()));
          ConsumerProcess third =
              ConsumerProcess.start(client, spec.group(), broker.namesrv(), topic, directory)) {
        sent.addAll(send(client, topic, "joining", 80));
        awaitEvenShares(topic, List.of(first, second));
        sent.addAll(send(client, topic, "three", 160));
        patiently().until(() -> union(got, third.received()).containsAll(sent));
        assertThat(third.received()).isNotEmpty();
        third.crash();
        awaitShares(topic, List.of(first, second), 4, 4);
        sent.addAll(send(client, topic, "crashed", 80));
        patiently().until(() -> union(got, third.received()).containsAll(sent));
      }
      awaitShares(topic, List.of(first), QUEUES);
      List<String> last = send(client, topic, "left", 80);
      patiently().until(() -> got.containsAll(last));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveEveryBroadcastConsumerEverything(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("broadcast"), 4);
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("broadcasting"), broker.namesrv(), topic).asBroadcasting();
    Queue<String> one = new ConcurrentLinkedQueue<>();
    Queue<String> two = new ConcurrentLinkedQueue<>();
    try (PeerConsumer first = client.peer().pushConsumer(spec, message -> one.add(message.text()));
        PeerConsumer second =
            client.peer().pushConsumer(spec, message -> two.add(message.text()))) {
      awaitShares(topic, List.of(first, second), 4, 4);
      List<String> sent = send(client, topic, "to all", 50);
      patiently().until(() -> one.size() >= 50 && two.size() >= 50);
      assertThat(one).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(two).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldDeliverOnlyWantedTags(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("tagged"), 2);
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("tag-readers"), broker.namesrv(), topic)
            .withExpression("red || größe");
    Queue<String> got = new ConcurrentLinkedQueue<>();
    try (PeerConsumer consumer =
        client.peer().pushConsumer(spec, message -> got.add(message.text()))) {
      awaitShares(topic, List.of(consumer), 2);
      for (int i = 0; i < 30; i++) {
        String tag = List.of("red", "green", "größe").get(i % 3);
        clients.producer(client).send(PeerMessage.of(topic, tag, tag + i));
      }
      patiently().until(() -> got.size() >= 20);
      assertThat(got).hasSize(20).allMatch(text -> text.startsWith("red") || text.startsWith("gr"));
      assertThat(got).noneMatch(text -> text.startsWith("green"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldGoOnWhereGroupStopped(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("restarted"), 2);
    ConsumerSpec spec = ConsumerSpec.of(client.own("restarting"), broker.namesrv(), topic);
    List<String> before = send(client, topic, "before", 20);
    Queue<String> first = new ConcurrentLinkedQueue<>();
    try (PeerConsumer consumer =
        client.peer().pushConsumer(spec, message -> first.add(message.text()))) {
      patiently().until(() -> first.size() >= 20);
      assertThat(consumer.assigned()).isNotEmpty();
    }
    assertThat(first).containsExactlyInAnyOrderElementsOf(before);
    List<String> after = send(client, topic, "after", 20);
    Queue<String> second = new ConcurrentLinkedQueue<>();
    try (PeerConsumer consumer =
        client.peer().pushConsumer(spec, message -> second.add(message.text()))) {
      patiently().until(() -> second.size() >= 20);
      assertThat(consumer.assigned()).isNotEmpty();
    }
    assertThat(second).containsExactlyInAnyOrderElementsOf(after);
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveGroupsTheirOwnOffsets(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("two-groups"), 2);
    List<String> sent = send(client, topic, "for both", 20);
    for (String group : List.of("group-a", "group-b")) {
      Queue<String> got = new ConcurrentLinkedQueue<>();
      ConsumerSpec spec = ConsumerSpec.of(client.own(group), broker.namesrv(), topic);
      try (PeerConsumer consumer =
          client.peer().pushConsumer(spec, message -> got.add(message.text()))) {
        patiently().until(() -> got.size() >= 20);
        assertThat(consumer.assigned()).isNotEmpty();
      }
      assertThat(got).containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldServeConsumersThatPollAndCommitThemselves(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("polled"), 1);
    String group = client.own("polling");
    List<String> sent = send(client, topic, "polled", 40);
    try (PeerLitePull lite = client.peer().litePull(group, broker.namesrv(), topic, "*")) {
      assertThat(poll(lite, 40)).containsExactlyElementsOf(sent);
      PeerQueue queue = lite.assigned().get(0);
      lite.commit();
      patiently().until(() -> lite.committed(queue) == 40);
      lite.seek(queue, 35);
      assertThat(poll(lite, 5)).containsExactlyElementsOf(sent.subList(35, 40));
      lite.commit();
      patiently().until(() -> lite.committed(queue) == 40);
    }
    List<String> more = send(client, topic, "more", 10);
    try (PeerLitePull lite = client.peer().litePull(group, broker.namesrv(), topic, "*")) {
      assertThat(poll(lite, 10)).containsExactlyElementsOf(more);
    }
  }

  private static List<String> poll(PeerLitePull lite, int count) {
    List<String> texts = new ArrayList<>();
    patiently()
        .until(
            () -> {
              lite.poll(200).forEach(message -> texts.add(message.text()));
              return texts.size() >= count;
            });
    return texts;
  }

  private static List<String> send(Client client, String topic, String text, int count) {
    List<String> texts = IntStream.range(0, count).mapToObj(i -> text + " " + i).toList();
    texts.forEach(each -> clients.producer(client).send(PeerMessage.of(topic, null, each)));
    return texts;
  }

  /** Waits until these consumers have so many of the topic's queues, in any order. */
  private static void awaitShares(String topic, List<PeerConsumer> consumers, Integer... shares) {
    patiently()
        .untilAsserted(
            () ->
                assertThat(consumers.stream().map(consumer -> share(consumer, topic)))
                    .containsExactlyInAnyOrder(shares));
  }

  /** Of eight queues among three consumers; who has only two is for their names to say. */
  private static void awaitEvenShares(String topic, List<PeerConsumer> consumers) {
    patiently()
        .untilAsserted(
            () ->
                assertThat(consumers.stream().map(consumer -> share(consumer, topic)))
                    .allMatch(share -> share == 2 || share == 3)
                    .contains(3));
  }

  private static int share(PeerConsumer consumer, String topic) {
    return (int) consumer.assigned().stream().filter(q -> q.topic().equals(topic)).count();
  }

  private static Set<String> union(Collection<String> some, Collection<String> others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  /** A consumer that has missed something tries again every 20 seconds. */
  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}
