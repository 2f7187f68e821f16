package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
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

/** Each queue in its order, whoever comes, crashes or hesitates. */
@Execution(ExecutionMode.CONCURRENT)
final class OrderlyIT {
  private static final int QUEUES = 4;

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
  void shouldKeepOrderWhenConsumersJoinAndLeave(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("ordered"), QUEUES);
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("in-order"), broker.namesrv(), topic).asOrderly();
    Map<Integer, List<Integer>> got = new ConcurrentHashMap<>();
    send(client, topic, 0, 50);
    try (PeerConsumer first =
        client.peer().pushConsumer(spec.named("a"), message -> note(got, message))) {
      Awaitility.await().until(() -> count(got) > 0);
      try (PeerConsumer second =
          client.peer().pushConsumer(spec.named("b"), message -> note(got, message))) {
        send(client, topic, 50, 100);
        patiently().until(() -> second.assigned().stream().anyMatch(ofTopic(topic)));
        send(client, topic, 100, 150);
        patiently().until(() -> count(got) == 150 * QUEUES);
      }
      send(client, topic, 150, 200);
      patiently().until(() -> count(got) == 200 * QUEUES);
      assertThat(first.assigned()).filteredOn(ofTopic(topic)).hasSize(QUEUES);
    }
    for (int queue = 0; queue < QUEUES; queue++) {
      assertThat(firstTimes(got, queue))
          .containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRepeatMessageBeforeNextOne(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("hesitant"), 1);
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("hesitating"), broker.namesrv(), topic).asOrderly();
    Queue<String> got = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 3; i++) {
      clients.producer(client).sendToQueue(PeerMessage.of(topic, null, "message " + i), 0);
    }
    try (PeerConsumer consumer =
        client
            .peer()
            .pushConsumer(
                spec,
                message -> {
                  got.add(message.text());
                  long times = got.stream().filter(message.text()::equals).count();
                  return !message.text().equals("message 1") || times == 3;
                })) {
      patiently().until(() -> got.contains("message 2"));
      assertThat(consumer.assigned()).isNotEmpty();
    }
    assertThat(got)
        .containsExactly("message 0", "message 1", "message 1", "message 1", "message 2");
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveQueuesOfCrashedConsumerToOthersAtOnce(Client client) throws IOException {
    String group = client.own("locking");
    MessageLock lock = new MessageLock(client.own("locked"), group);
    try (RawConnection second = new RawConnection(broker.port("broker"))) {
      try (RawConnection first = new RawConnection(broker.port("broker"))) {
        assertThat(lock.ask(first, "one")).isEqualTo(1);
        assertThat(lock.ask(second, "two")).isZero();
      }
      Awaitility.await().until(() -> lock.ask(second, "two") == 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellProducersOfGlobalOrder(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("global"), 4);
    String said =
        clients.admin(client).run("updateOrderConf", "-t", topic, "-v", "broker-a:2", "-m", "put");
    assertThat(said).contains("update orderConf success");
    Awaitility.await().until(() -> clients.producer(client).fetchQueues(topic).size() == 2);
    assertThat(clients.admin(client).run("updateOrderConf", "-t", topic, "-m", "get"))
        .contains("broker-a:2");
    assertThat(clients.admin(client).run("updateOrderConf", "-t", topic, "-m", "delete"))
        .contains("delete orderConf success");
  }

  /** An order configuration says which queues of which brokers keep the order, also of others. */
  @ParameterizedTest
  @EnumSource
  void shouldKeepGlobalOrderInTheQueuesConfigured(Client client) throws IOException {
    String topic = client.own("configured");
    PeerAdmin admin = clients.admin(client);
    assertThat(
            admin.run(
                "updateTopic",
                "-c",
                "DefaultCluster",
                "-t",
                topic,
                "-r",
                "4",
                "-w",
                "4",
                "-o",
                "true"))
        .contains("order=true");
    // the tool writes the order configuration of all queues by itself
    assertThat(admin.run("updateOrderConf", "-t", topic, "-m", "get")).contains("broker-a:4");
    assertThat(admin.run("updateOrderConf", "-t", topic, "-v", "broker-a:2", "-m", "put"))
        .contains("update orderConf success");
    patiently()
        .ignoreExceptions()
        .until(() -> clients.producer(client).fetchQueues(topic).size() == 2);
    assertThat(admin.run("topicRoute", "-t", topic)).contains("broker-a:2");
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("configured-group"), broker.namesrv(), topic).asOrderly();
    Map<Integer, List<Integer>> got = new ConcurrentHashMap<>();
    try (PeerConsumer consumer = client.peer().pushConsumer(spec, message -> note(got, message))) {
      for (int i = 0; i < 40; i++) {
        clients.producer(client).sendSelected(PeerMessage.of(topic, null, "" + i), i % 4);
      }
      patiently().until(() -> count(got) == 40);
      // the consumer listens to all queues that can be read, and the producer uses two of them
      assertThat(consumer.assigned()).filteredOn(ofTopic(topic)).hasSize(4);
    }
    assertThat(got).containsOnlyKeys(0, 1);
    for (int queue = 0; queue < 2; queue++) {
      int parity = queue;
      assertThat(firstTimes(got, queue))
          .containsExactlyElementsOf(
              IntStream.range(0, 40).filter(i -> i % 2 == parity).boxed().toList());
    }
  }

  /** Asks for one queue without a client around it. */
  private record MessageLock(String topic, String group) {
    private static final int LOCK = 41;

    int ask(RawConnection raw, String clientId) throws IOException {
      String body =
          "{\"consumerGroup\":\""
              + group
              + "\",\"clientId\":\""
              + clientId
              + "\",\"mqSet\":[{"
              + "\"topic\":\""
              + topic
              + "\",\"brokerName\":\"broker-a\",\"queueId\":0}]}";
      RawConnection.Answer answer = raw.call(LOCK, Map.of(), body.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.code()).isZero();
      String text = new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(text).contains("lockOKMQSet");
      return text.contains("\"queueId\":0") ? 1 : 0;
    }
  }

  private static Predicate<PeerQueue> ofTopic(String topic) {
    return queue -> queue.topic().equals(topic);
  }

  private static void send(Client client, String topic, int from, int to) {
    for (int i = from; i < to; i++) {
      for (int queue = 0; queue < QUEUES; queue++) {
        clients
            .producer(client)
            .sendToQueue(PeerMessage.of(topic, null, Integer.toString(i)), queue);
      }
    }
  }

  private static boolean note(Map<Integer, List<Integer>> got, PeerMessage message) {
    got.computeIfAbsent(message.queueId(), queue -> new CopyOnWriteArrayList<>())
        .add(Integer.parseInt(message.text()));
    return true;
  }

  private static List<Integer> firstTimes(Map<Integer, List<Integer>> got, int queue) {
    return got.getOrDefault(queue, List.of()).stream().distinct().toList();
  }

  private static int count(Map<Integer, List<Integer>> got) {
    return got.keySet().stream().mapToInt(queue -> firstTimes(got, queue).size()).sum();
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}
