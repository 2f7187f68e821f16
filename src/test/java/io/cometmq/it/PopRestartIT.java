package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPop;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in flight, and what is acknowledged, survives the broker. */
final class PopRestartIT {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @Test
  void shouldKnowAfterAKillWhatIsInFlight() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      String topic = Wire.topic(broker, "killed-pop", 4);
      Set<String> acknowledged = new HashSet<>();
      List<PeerMessage> inFlight = new ArrayList<>();
      try (PeerProducer producer = Client.V5.peer().producer("senders", broker.namesrv());
          PeerPop pop = Client.V5.peer().pop("killed", broker.namesrv(), topic)) {
        for (int i = 0; i < 300; i++) {
          producer.send(PeerMessage.of(topic, null, "text " + i));
        }
        while (acknowledged.size() + inFlight.size() < 200) {
          for (PeerMessage message : pop.pop(PeerPop.Request.of(topic, 16, 12_000)).messages()) {
            if (message.queueOffset() % 3 == 0) {
              inFlight.add(message);
            } else {
              pop.ack(message);
              acknowledged.add(message.text());
            }
          }
        }
        broker.kill();
        broker.restart();
        // a handle from before still works
        PeerMessage early = inFlight.remove(0);
        Awaitility.await().ignoreExceptions().until(() -> "OK".equals(pop.ack(early)));
        acknowledged.add(early.text());
        Map<String, Integer> got = new HashMap<>();
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  PeerPop.Request request = PeerPop.Request.of(topic, 32, 60_000).waiting(500);
                  for (PeerMessage message : pop.pop(request).messages()) {
                    got.merge(message.text(), 1, Integer::sum);
                    pop.ack(message);
                  }
                  return got.size() + acknowledged.size() >= 300;
                });
        assertThat(got.keySet()).doesNotContainAnyElementsOf(acknowledged);
        assertThat(got.keySet()).containsAll(inFlight.stream().map(PeerMessage::text).toList());
        assertThat(got.values()).allMatch(times -> times == 1);
      }
    }
  }

  @Test
  void shouldGiveEverythingAtLeastOnceThroughKills() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      String topic = Wire.topic(broker, "killed-often", 2);
      Map<String, Integer> consumed = new ConcurrentHashMap<>();
      try (PeerProducer producer = Client.V5.peer().producer("senders", broker.namesrv());
          PeerPop pop = Client.V5.peer().pop("often", broker.namesrv(), topic)) {
        for (int i = 0; i < 600; i++) {
          producer.send(PeerMessage.of(topic, null, "text " + i));
        }
        for (int round = 1; round <= 2; round++) {
          int enough = round * 150;
          while (consumed.size() < enough) {
            consume(pop, topic, consumed);
          }
          // whatever is under way now is lost on the way
          Thread killer = new Thread(() -> kill(broker));
          killer.start();
          while (killer.isAlive()) {
            consume(pop, topic, consumed);
          }
          broker.restart();
        }
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  consume(pop, topic, consumed);
                  return consumed.size() >= 600;
                });
        // again came only what was under way when a kill came: one pop, and acknowledgements
        assertThat(consumed.values().stream().filter(times -> times > 1).count())
            .isLessThanOrEqualTo(2 * 16);
      }
    }
  }

  @Test
  void shouldKnowAfterARestartWhatIsOutInOrder() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      String topic = Wire.topic(broker, "ordered-restart", 1);
      try (PeerProducer producer = Client.V5.peer().producer("senders", broker.namesrv());
          PeerPop pop = Client.V5.peer().pop("ordered", broker.namesrv(), topic)) {
        for (int i = 0; i < 4; i++) {
          producer.send(PeerMessage.of(topic, null, "text " + i));
        }
        try (RawConnection raw = new RawConnection(broker.port("broker"))) {
          Map<String, String> queue = Map.of("topic", topic, "queueId", "0");
          Awaitility.await().until(() -> raw.call(Wire.MAX_OFFSET, queue).number("offset") == 4);
        }
        List<PeerMessage> first = new ArrayList<>(pop.pop(inOrder(topic, 2, "a")).messages());
        assertThat(pop.ack(first.remove(0))).isEqualTo("OK");
        assertThat(broker.stop()).isZero();
        assertThat(Files.readString(broker.store().resolve("config/consumerOrderInfo.json")))
            .contains("\"" + topic + "@ordered\"", "\"popTime\"");
        broker.restart();
        // the queue is blocked as before, and handles from before count
        Awaitility.await()
            .ignoreExceptions()
            .until(() -> pop.pop(inOrder(topic, 2, "b")).messages().isEmpty());
        for (PeerMessage message : first) {
          assertThat(pop.ack(message)).isEqualTo("OK");
        }
        List<PeerMessage> next = new ArrayList<>();
        Awaitility.await()
            .until(
                () -> {
                  next.addAll(pop.pop(inOrder(topic, 2, "c")).messages());
                  return !next.isEmpty();
                });
        assertThat(next.get(0).text()).isEqualTo("text 2");
      }
    }
  }

  private static PeerPop.Request inOrder(String topic, int max, String attempt) {
    return PeerPop.Request.of(topic, max, 60_000).from(0).ordered(attempt);
  }

  private static void kill(BrokerProcess broker) {
    try {
      broker.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void consume(PeerPop pop, String topic, Map<String, Integer> consumed) {
    try {
      for (PeerMessage message :
          pop.pop(PeerPop.Request.of(topic, 16, 3_000).waiting(200)).messages()) {
        consumed.merge(message.text(), 1, Integer::sum);
        pop.ack(message);
      }
    } catch (RuntimeException e) {
      // the broker is away: what was not acknowledged comes again
      assertThat(e).hasMessageContaining("emoting");
    }
  }
}
