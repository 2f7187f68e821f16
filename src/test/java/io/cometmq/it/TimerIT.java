package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerException;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages with times of their own come then, in order, each once, unless they are taken back. */
final class TimerIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** How late a message may be on a machine that does other things as well. */
  private static final long LATE_MS = 1_000;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private record Arrival(PeerMessage message, long atMs) {}

  private static PeerMessage dueAt(String topic, String body, long dueMs) {
    return PeerMessage.of(topic, "t", body).withProperty("TIMER_DELIVER_MS", Long.toString(dueMs));
  }

  private static PeerConsumer reader(
      Client client, BrokerProcess broker, String topic, List<Arrival> arrivals) {
    return client
        .peer()
        .pushConsumer(
            ConsumerSpec.of(client.own("readers"), broker.namesrv(), topic),
            message -> arrivals.add(new Arrival(message, System.currentTimeMillis())));
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldDeliverAtTheTimeAndInTheOrderOfTimes(Client client) throws Exception {
    String topic = client.own("timers");
    List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    long seed = System.nanoTime();
    System.out.println("TimerIT seed " + seed);
    Random random = new Random(seed);
    try (BrokerProcess broker = BrokerProcess.start(directory, "broker.default-queues=1");
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      producer.send(PeerMessage.of(topic, "first", "now"));
      try (PeerConsumer consumer = reader(client, broker, topic, arrivals)) {
        await().atMost(LONG).until(() -> arrivals.size() == 1);
        arrivals.clear();
        long start = System.currentTimeMillis() + 3_000;
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          long dueMs = start + random.nextInt(1_000);
          times.add(dueMs);
          producer.send(dueAt(topic, Long.toString(dueMs), dueMs));
        }
        // on a busy machine the first ones may be due before the last one is sent
        long allSentMs = System.currentTimeMillis();
        await().atMost(LONG).until(() -> arrivals.size() == 200);
        long worst = 0;
        for (Arrival arrival : arrivals) {
          long late = arrival.atMs - Long.parseLong(arrival.message.text());
          worst = Math.max(worst, late);
          assertThat(late).as("seed %d", seed).isBetween(0L, LATE_MS);
        }
        System.out.println(client + ": at most " + worst + " ms late, with the way to the client");
        assertThat(
                arrivals.stream()
                    .map(Arrival::message)
                    .sorted((a, b) -> Long.compare(a.queueOffset(), b.queueOffset()))
                    .map(message -> Long.parseLong(message.text()))
                    .filter(dueMs -> dueMs > allSentMs))
            .as("seed %d", seed)
            .isNotEmpty()
            .isEqualTo(times.stream().filter(dueMs -> dueMs > allSentMs).sorted().toList());
        PeerMessage one = arrivals.get(0).message;
        assertThat(one.properties())
            .containsEntry("TIMER_OUT_MS", one.text())
            .containsEntry("TIMER_DELIVER_MS", one.text())
            .containsEntry("REAL_TOPIC", topic)
            .containsEntry("REAL_QID", "0")
            .containsKeys("TIMER_ENQUEUE_MS", "TIMER_DEQUEUE_MS");
        assertThat(consumer.assigned()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldTakeDelaysInSecondsAndMillisecondsAndRefuseThoseTooLong(Client client)
      throws Exception {
    String topic = client.own("delays");
    List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(directory, "delay.max=1h");
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      producer.send(PeerMessage.of(topic, "first", "now"));
      try (PeerConsumer consumer = reader(client, broker, topic, arrivals)) {
        await().atMost(LONG).until(() -> arrivals.size() == 1);
        long sent = System.currentTimeMillis();
        producer.send(PeerMessage.of(topic, "t", "1000").withProperty("TIMER_DELAY_SEC", "1"));
        producer.send(PeerMessage.of(topic, "t", "700").withProperty("TIMER_DELAY_MS", "700"));
        producer.send(dueAt(topic, "0", sent - 5_000));
        await().atMost(LONG).until(() -> arrivals.size() == 4);
        for (Arrival arrival : arrivals.subList(1, 4)) {
          long delay = Long.parseLong(arrival.message.text());
          assertThat(arrival.atMs - sent).isBetween(delay, delay + LATE_MS);
        }
        assertThatThrownBy(() -> producer.send(dueAt(topic, "late", sent + 3_700_000)))
            .isInstanceOf(PeerException.class)
            .hasMessageContaining("timer message illegal")
            .hasMessageContaining("delay.max")
            .extracting(failure -> ((PeerException) failure).code())
            .isEqualTo(13);
        assertThat(consumer.assigned()).isNotEmpty();
      }
    }
  }

  @Test
  void shouldRefuseTimedMessagesWhileTooManyWait() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory, "delay.max-timers=5");
        PeerProducer producer = Client.V5.peer().producer("senders", broker.namesrv())) {
      producer.send(PeerMessage.of("many", "t", "now"));
      long dueMs = System.currentTimeMillis() + 6_000;
      for (int i = 0; i < 5; i++) {
        producer.sendToQueue(dueAt("many", "waits", dueMs), 0);
      }
      await().until(() -> Metrics.of(broker).value("comet_delay_pending{by=\"time\"}") == 5);
      assertThatThrownBy(() -> producer.sendToQueue(dueAt("many", "one more", dueMs), 0))
          .isInstanceOf(PeerException.class)
          .hasMessageContaining("timer message is under flow control")
          .hasMessageContaining("delay.max-timers")
          .extracting(failure -> ((PeerException) failure).code())
          .isEqualTo(1);
      producer.sendToQueue(PeerMessage.of("many", "t", "now"), 0);
      producer.sendToQueue(PeerMessage.of("many", "t", "x").withProperty("DELAY", "1"), 0);
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .until(
              () -> {
                long again = System.currentTimeMillis() + 60_000;
                return producer.sendToQueue(dueAt("many", "room", again), 0).status() != null;
              });
    }
  }

  @Test
  void shouldNotDeliverWhatWasTakenBack() throws Exception {
    Client client = Client.V5;
    List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    try (BrokerProcess broker = BrokerProcess.start(directory);
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      producer.send(PeerMessage.of("recalls", "first", "first"));
      try (PeerConsumer consumer = reader(client, broker, "recalls", arrivals)) {
        await().atMost(LONG).until(() -> arrivals.size() == 1);
        long dueMs = System.currentTimeMillis() + 4_000;
        String early = producer.sendRecallable(dueAt("recalls", "early", dueMs));
        String late = producer.sendRecallable(dueAt("recalls", "late", dueMs));
        producer.send(dueAt("recalls", "kept", dueMs));
        String id = new String(Base64.getUrlDecoder().decode(early), StandardCharsets.UTF_8);
        assertThat(id).startsWith("v1 recalls broker-a " + (dueMs + 1) + " ");
        assertThat(producer.recall("recalls", early))
            .isEqualTo(id.substring(id.lastIndexOf(' ') + 1));
        // what takes a message back survives a kill as the message does
        broker.kill();
        broker.restart();
        await()
            .atMost(LONG)
            .ignoreExceptions()
            .until(() -> !producer.recall("recalls", late).isEmpty());
        await().atMost(LONG).until(() -> arrivals.size() == 2);
        producer.send(PeerMessage.of("recalls", "last", "last"));
        await().atMost(LONG).until(() -> arrivals.size() == 3);
        assertThat(arrivals)
            .extracting(arrival -> arrival.message.text())
            .containsExactly("first", "kept", "last");
        assertThat(Metrics.of(broker).value("comet_delay_recalled_total")).isEqualTo(2);
        assertThat(consumer.assigned()).isNotEmpty();
      }
      refuse(producer, "recalls", handle("recalls", "broker-a", 1_000), "timestamp invalid");
      refuse(producer, "recalls", handle("recalls", "broker-a", 1L << 50), "timestamp invalid");
      long soon = System.currentTimeMillis() + 60_000;
      refuse(producer, "recalls", handle("other", "broker-a", soon), "topic not match");
      refuse(producer, "recalls", handle("recalls", "broker-z", soon), "for broker broker-z");
    }
  }

  private static String handle(String topic, String broker, long dueMs) {
    String text = "v1 " + topic + " " + broker + " " + dueMs + " 7F000001000";
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void refuse(PeerProducer producer, String topic, String handle, String why) {
    assertThatThrownBy(() -> producer.recall(topic, handle))
        .isInstanceOf(PeerException.class)
        .hasMessageContaining(why)
        .extracting(failure -> ((PeerException) failure).code())
        .isEqualTo(604);
  }
}
