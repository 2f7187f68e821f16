package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Consumers that each get everything and remember by themselves how far they have come. */
final class BroadcastIT {
  private static final int NOT_FOUND = 22;
  private static final String CLUSTER = "DefaultCluster";

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
  void shouldLeaveOffsetsToClients(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("to-all"), 1);
    // its offsets are in a file of the user's, which outlives the test
    String group = client.own("remembering-" + System.nanoTime());
    ConsumerSpec spec =
        ConsumerSpec.of(group, broker.namesrv(), topic).asBroadcasting().named("the-same");
    clients.producer(client).send(PeerMessage.of(topic, null, "before"));
    assertThat(consumed(client, spec, "before")).containsExactly("before");
    clients.producer(client).send(PeerMessage.of(topic, null, "after"));
    assertThat(consumed(client, spec, "after")).containsExactly("after");
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      Map<String, String> question =
          Map.of(
              "consumerGroup", group, "topic", topic, "queueId", "0", "setZeroIfNotFound", "false");
      assertThat(raw.call(Wire.QUERY_OFFSET, question).code()).isEqualTo(NOT_FOUND);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveNothingToGroupsThatMayNotBroadcast(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("not-to-all"), 1);
    String group = client.own("refused-" + System.nanoTime());
    allow(client, group, false);
    Queue<String> got = new ConcurrentLinkedQueue<>();
    ConsumerSpec spec = ConsumerSpec.of(group, broker.namesrv(), topic).asBroadcasting();
    clients.producer(client).send(PeerMessage.of(topic, null, "kept back"));
    try (PeerConsumer consumer =
        client.peer().pushConsumer(spec, message -> got.add(message.text()))) {
      patiently().until(() -> !consumer.assigned().isEmpty());
      Awaitility.await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(5))
          .until(got::isEmpty);
      allow(client, group, true);
      patiently().until(() -> got.contains("kept back"));
    }
  }

  private static List<String> consumed(Client client, ConsumerSpec spec, String last) {
    Queue<String> got = new ConcurrentLinkedQueue<>();
    try (PeerConsumer consumer =
        client.peer().pushConsumer(spec, message -> got.add(message.text()))) {
      patiently().until(() -> got.contains(last));
      assertThat(consumer.assigned()).isNotEmpty();
    }
    return List.copyOf(got);
  }

  private static void allow(Client client, String group, boolean broadcast) {
    String said =
        clients
            .admin(client)
            .run("updateSubGroup", "-c", CLUSTER, "-g", group, "-d", Boolean.toString(broadcast));
    assertThat(said).contains("success");
  }

  /** A consumer that has missed something tries again every 20 seconds. */
  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}
