package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.protocol.RequestCode;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages delayed by level come after their delay, also over kills, and retries come by it. */
final class DelayLevelIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final long[] LEVELS = {300, 600, 900};
  private static final String SETTING = "delay.levels=[300ms, 600ms, 900ms, 3s]";

  /** How late a message may be on a machine that does other things as well. */
  private static final long LATE_MS = 1_000;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private record Arrival(PeerMessage message, long atMs) {}

  private static PeerMessage delayed(String topic, String tag, String body, int level) {
    return PeerMessage.of(topic, tag, body).withProperty("DELAY", Integer.toString(level));
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldDeliverAfterTheDelayAndNotBefore(Client client) throws Exception {
    String topic = client.own("levels");
    List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(directory, SETTING);
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      producer.send(PeerMessage.of(topic, "first", "now"));
      try (PeerConsumer consumer =
          client
              .peer()
              .pushConsumer(
                  ConsumerSpec.of(client.own("readers"), broker.namesrv(), topic)
                      .withExpression("wanted || first"),
                  message -> arrivals.add(new Arrival(message, System.currentTimeMillis())))) {
        await().atMost(LONG).until(() -> arrivals.size() == 1);
        long[] sent = new long[30];
        for (int i = 0; i < 30; i++) {
          sent[i] = System.currentTimeMillis();
          producer.send(delayed(topic, "wanted", Integer.toString(i), i % 3 + 1));
          producer.send(delayed(topic, "other", Integer.toString(i), i % 3 + 1));
        }
        await().atMost(LONG).until(() -> arrivals.size() == 31);
        long worst = 0;
        for (Arrival arrival : arrivals.subList(1, 31)) {
          int number = Integer.parseInt(arrival.message.text());
          long delay = arrival.atMs - sent[number];
          worst = Math.max(worst, delay - LEVELS[number % 3]);
          assertThat(delay).isBetween(LEVELS[number % 3], LEVELS[number % 3] + LATE_MS);
          assertThat(arrival.message.properties())
              .containsEntry("DELAY", Integer.toString(number % 3 + 1))
              .containsEntry("REAL_TOPIC", topic)
              .containsEntry("REAL_QID", Integer.toString(arrival.message.queueId()));
        }
        System.out.println(client + ": at most " + worst + " ms late, with the way to the client");
        assertThat(consumer.assigned()).isNotEmpty();
        assertThat(Metrics.of(broker).value("comet_delay_lateness_seconds_count")).isEqualTo(60);
        assertDelivered(broker, 20);
      }
    }
  }

  /** How far each level is, as replicas and tools ask for it. */
  private static void assertDelivered(BrokerProcess broker, int ofEach) throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      await()
          .untilAsserted(
              () -> {
                RawConnection.Answer answer = raw.call(RequestCode.GET_ALL_DELAY_OFFSET, Map.of());
                assertThat(new String(answer.body(), StandardCharsets.UTF_8).replaceAll("\\s", ""))
                    .contains("\"offsetTable\":{1:%d,2:%d,3:%d".formatted(ofEach, ofEach, ofEach));
              });
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldRetryAfterTheThirdLevel(Client client) throws Exception {
    String topic = client.own("retries");
    List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    try (BrokerProcess broker =
            BrokerProcess.start(directory, "delay.levels=[10s, 10s, 500ms, 1s, 20s]");
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      producer.send(PeerMessage.of(topic, "t", "first"));
      try (PeerConsumer consumer =
          client
              .peer()
              .pushConsumer(
                  ConsumerSpec.of(client.own("tryers"), broker.namesrv(), topic),
                  message -> {
                    if (message.text().equals("first")) {
                      return true;
                    }
                    arrivals.add(new Arrival(message, System.currentTimeMillis()));
                    return arrivals.size() > 2;
                  })) {
        // a client that has missed the topic of its retries looks again after 20 seconds
        await()
            .atMost(LONG)
            .until(
                () ->
                    consumer.assigned().stream()
                        .anyMatch(queue -> queue.topic().startsWith("%RETRY%")));
        producer.send(PeerMessage.of(topic, "t", "difficult"));
        await().atMost(LONG).until(() -> arrivals.size() == 3);
        assertThat(arrivals.get(1).atMs - arrivals.get(0).atMs).isBetween(500L, 500 + LATE_MS);
        assertThat(arrivals.get(2).atMs - arrivals.get(1).atMs).isBetween(1_000L, 1_000 + LATE_MS);
        assertThat(arrivals).allMatch(arrival -> arrival.message.topic().equals(topic));
        assertThat(arrivals).extracting(a -> a.message.reconsumeTimes()).containsExactly(0, 1, 2);
        assertThat(arrivals).extracting(a -> a.message.text()).containsOnly("difficult");
      }
    }
  }

  @Test
  void shouldDropWhatIsForATopicThatWasDeletedAndGoOn() throws Exception {
    Client client = Client.V5;
    List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(directory, SETTING);
        PeerProducer producer = client.peer().producer("senders", broker.namesrv());
        PeerAdmin admin = client.peer().admin(broker.namesrv())) {
      producer.send(delayed("gone", "t", "lost", 4));
      producer.send(delayed("gone", "t", "lost", 4));
      producer.send(delayed("kept", "t", "found", 4));
      admin.run("deleteTopic", "-c", "DefaultCluster", "-t", "gone");
      try (PeerConsumer consumer =
          client
              .peer()
              .pushConsumer(
                  ConsumerSpec.of("readers", broker.namesrv(), "kept"),
                  message -> arrivals.add(new Arrival(message, System.currentTimeMillis())))) {
        await().atMost(LONG).until(() -> arrivals.size() == 1);
        assertThat(consumer.assigned()).isNotEmpty();
      }
      assertThat(Metrics.of(broker).value("comet_delay_dropped_total")).isEqualTo(2);
      assertThat(broker.log().lines().filter(line -> line.contains("topic gone are dropped")))
          .hasSize(1);
    }
  }
}
