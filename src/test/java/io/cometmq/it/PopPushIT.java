package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPop;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Push consumers whose group has been switched to POP. */
final class PopPushIT {
  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    // retries under the newer name, which official clients understand, too
    broker = BrokerProcess.start(directory, "broker.retry-topic-v2=true");
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @Test
  void shouldConsumeByPopOnceTheGroupIsSwitched() throws IOException {
    String topic = Wire.topic(broker, "switched", 4);
    String group = "switching";
    setMode(topic, group, "POP");
    ConsumerSpec spec = ConsumerSpec.of(group, broker.namesrv(), topic).assignedByBroker(true);
    Map<String, Integer> got = new ConcurrentHashMap<>();
    try (PeerConsumer first =
            Client.V5.peer().pushConsumer(spec, message -> consumed(got, message));
        PeerConsumer second =
            Client.V5.peer().pushConsumer(spec, message -> consumed(got, message))) {
      List<String> sent = send(topic, 200);
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> got.keySet().containsAll(sent));
      assertThat(got.values()).allMatch(times -> times == 1);
      assertThat(first).isNotSameAs(second);
    }
  }

  @Test
  void shouldTellConsumersWhatToRead() throws IOException {
    String topic = Wire.topic(broker, "assigned", 4);
    String group = "assigning";
    ConsumerSpec spec =
        ConsumerSpec.of(group, broker.namesrv(), topic).assignedByBroker(true).named("one");
    try (PeerConsumer consumer = Client.V5.peer().pushConsumer(spec, message -> true);
        RawConnection raw = new RawConnection(broker.port("broker"))) {
      Awaitility.await().until(() -> !members(raw, group).isEmpty());
      String client = members(raw, group);
      assertThat(assignment(raw, topic, group, client, "AVG"))
          .contains("\"queueId\":0", "\"queueId\":3", "\"mode\":\"PULL\"");
      setMode(topic, group, "POP");
      assertThat(assignment(raw, topic, group, client, "AVG"))
          .contains("\"queueId\":-1", "\"mode\":\"POP\"")
          .doesNotContain("\"queueId\":0");
      assertThat(assignment(raw, topic, group, client, "NONE")).isEqualTo("{}");
      RawConnection.Answer all = raw.call(Wire.ALL_REQUEST_MODES, Map.of());
      assertThat(text(all)).contains("\"" + topic + "\"", "\"" + group + "\"", "\"POP\"");
      assertThat(consumer.assigned()).isNotNull();
    }
  }

  @Test
  void shouldGiveAgainWhatAListenerFailedAt() throws IOException {
    String topic = Wire.topic(broker, "failing", 2);
    String group = "failing-group";
    setMode(topic, group, "POP");
    Map<String, Integer> got = new ConcurrentHashMap<>();
    ConsumerSpec spec = ConsumerSpec.of(group, broker.namesrv(), topic).assignedByBroker(true);
    try (PeerConsumer consumer =
        Client.V5
            .peer()
            .pushConsumer(
                spec,
                message -> {
                  int times = got.merge(message.text(), 1, Integer::sum);
                  return !message.text().equals("text 3") || times > 1;
                })) {
      send(topic, 10);
      // the client asks for ten seconds before the second try
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> got.getOrDefault("text 3", 0) == 2);
      assertThat(got).hasSize(10);
      assertThat(consumer.assigned()).isNotNull();
    }
  }

  @Test
  void shouldReadRetriesOfBothNames() throws IOException {
    String topic = Wire.topic(broker, "twice-named", 1);
    String group = "naming";
    send(topic, 1);
    try (PeerPop pop = Client.V5.peer().pop(group, broker.namesrv(), topic);
        RawConnection raw = new RawConnection(broker.port("broker"))) {
      assertThat(popped(pop, topic, 1_000).topic()).isEqualTo(topic);
      // what nobody acknowledges comes again, from where the setting says
      PeerMessage newer = popped(pop, topic, 60_000);
      assertThat(flag(newer)).isEqualTo("2");
      assertThat(newer.text()).isEqualTo("text 0");
      assertThat(newer.topic()).isEqualTo(topic);
      assertThat(pop.ack(newer)).isEqualTo("OK");
      // and what was stored under the other name before is not lost
      String asGroup = group + "_" + topic;
      clients.admin(Client.V5).run("updateSubGroup", "-c", "DefaultCluster", "-g", asGroup);
      String older = "%RETRY%" + asGroup;
      byte[] body = "from before".getBytes(StandardCharsets.UTF_8);
      assertThat(raw.call(Wire.SEND, Wire.send(older), body).code()).isZero();
      PeerMessage again = popped(pop, topic, 60_000);
      assertThat(flag(again)).isEqualTo("1");
      assertThat(again.text()).isEqualTo("from before");
      assertThat(pop.ack(again)).isEqualTo("OK");
    }
  }

  private static PeerMessage popped(PeerPop pop, String topic, long invisibleMs) {
    List<PeerMessage> got = new ArrayList<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              PeerPop.Request request = PeerPop.Request.of(topic, 32, invisibleMs).waiting(1_000);
              got.addAll(pop.pop(request).messages());
              return !got.isEmpty();
            });
    assertThat(got).hasSize(1);
    return got.get(0);
  }

  private static String flag(PeerMessage message) {
    return message.properties().getOrDefault("POP_CK", "").split(" ", -1)[4];
  }

  private static boolean consumed(Map<String, Integer> got, PeerMessage message) {
    got.merge(message.text(), 1, Integer::sum);
    return true;
  }

  private static String members(RawConnection raw, String group) throws IOException {
    RawConnection.Answer answer = raw.call(Wire.CONSUMERS, Map.of("consumerGroup", group));
    String body = text(answer);
    int start = body.indexOf("[\"");
    return start < 0 ? "" : body.substring(start + 2, body.indexOf('"', start + 2));
  }

  private static String assignment(
      RawConnection raw, String topic, String group, String client, String strategy)
      throws IOException {
    String body =
        String.format(
            "{\"topic\":\"%s\",\"consumerGroup\":\"%s\",\"clientId\":\"%s\","
                + "\"strategyName\":\"%s\",\"messageModel\":\"CLUSTERING\"}",
            topic, group, client, strategy);
    RawConnection.Answer answer =
        raw.call(Wire.QUERY_ASSIGNMENT, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.code()).isZero();
    return text(answer);
  }

  private static String text(RawConnection.Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static void setMode(String topic, String group, String mode) {
    clients.admin(Client.V5).run("updateSubGroup", "-c", "DefaultCluster", "-g", group);
    assertThat(
            clients
                .admin(Client.V5)
                .run(
                    "setConsumeMode",
                    "-c",
                    "DefaultCluster",
                    "-t",
                    topic,
                    "-g",
                    group,
                    "-m",
                    mode,
                    "-q",
                    "0"))
        .contains("success");
  }

  private static List<String> send(String topic, int count) {
    List<String> texts = IntStream.range(0, count).mapToObj(i -> "text " + i).toList();
    texts.forEach(text -> clients.producer(Client.V5).send(PeerMessage.of(topic, null, text)));
    return texts;
  }
}
