package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that wait come each once, whenever the broker is killed. */
final class DelayKillIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldDeliverThoseOfALevelOnceThoughKilled(Client client) throws Exception {
    String topic = client.own("kills");
    int messages = 3_000;
    Map<String, Integer> received = new ConcurrentHashMap<>();
    try (BrokerProcess broker =
            BrokerProcess.start(directory, "delay.levels=[300ms, 600ms, 900ms, 3s]");
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      for (int i = 0; i < messages; i++) {
        producer.send(PeerMessage.of(topic, "t", Integer.toString(i)).withProperty("DELAY", "4"));
      }
      await()
          .atMost(LONG)
          .until(() -> Metrics.of(broker).value("comet_delay_lateness_seconds_count") > 500);
      broker.kill();
      broker.restart();
      try (PeerConsumer consumer =
          client
              .peer()
              .pushConsumer(
                  ConsumerSpec.of(client.own("auditors"), broker.namesrv(), topic),
                  message -> received.merge(message.text(), 1, Integer::sum) > 0)) {
        await().atMost(LONG).until(() -> received.size() == messages);
        assertThat(consumer.assigned()).isNotEmpty();
      }
      assertThat(received.values()).containsOnly(1);
      assertThat(broker.stop()).isZero();
      assertThat(Files.readString(broker.store().resolve("config").resolve("delayOffset.json")))
          .contains("\"4\": " + messages);
    }
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldDeliverTimedOnesOnceThoughKilled(Client client) throws Exception {
    String topic = client.own("kills");
    int messages = 5_000;
    Map<String, Integer> received = new ConcurrentHashMap<>();
    long seed = System.nanoTime();
    System.out.println("DelayKillIT seed " + seed);
    Random random = new Random(seed);
    try (BrokerProcess broker = BrokerProcess.start(directory);
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      long start = System.currentTimeMillis() + 4_000;
      List<CompletableFuture<?>> sends = new ArrayList<>();
      for (int i = 0; i < messages; i++) {
        long dueMs = start + random.nextInt(4_000);
        sends.add(
            producer.sendAsync(
                PeerMessage.of(topic, "t", Integer.toString(i))
                    .withProperty("TIMER_DELIVER_MS", Long.toString(dueMs))));
        if (i % 500 == 499) {
          CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).join();
        }
      }
      StringBuilder restarts = new StringBuilder();
      for (int kill = 1; kill <= 2; kill++) {
        await()
            .atMost(LONG)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> delivered(broker) >= 600 || System.currentTimeMillis() > start + 4_000);
        broker.kill();
        broker.restart();
        restarts.append(broker.log());
      }
      try (PeerConsumer consumer =
          client
              .peer()
              .pushConsumer(
                  ConsumerSpec.of(client.own("auditors"), broker.namesrv(), topic),
                  message -> received.merge(message.text(), 1, Integer::sum) > 0)) {
        await().atMost(LONG).until(() -> received.size() == messages);
        producer.send(PeerMessage.of(topic, "t", "last"));
        await().atMost(LONG).until(() -> received.containsKey("last"));
        assertThat(consumer.assigned()).isNotEmpty();
      }
      assertThat(received.values()).as("seed %d", seed).containsOnly(1);
      assertThat(restarts.toString()).contains("had been delivered after");
    }
  }

  private static double delivered(BrokerProcess broker) throws Exception {
    return Metrics.of(broker).value("comet_delay_lateness_seconds_count");
  }
}
