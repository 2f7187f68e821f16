package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers with SQL92 conditions go on by themselves when the broker was killed. */
final class SqlRestartIT {
  /** Clients tell a broker that has come back what they want with their next heartbeat. */
  private static final Duration LONG = Duration.ofSeconds(90);

  private static final String TOPIC = "killed";

  @Test
  void shouldGoOnAfterKill(@TempDir Path directory) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory);
        PeerProducer producer = Client.V5.peer().producer("senders", broker.namesrv())) {
      Wire.topic(broker, TOPIC, 2);
      Set<String> four = ConcurrentHashMap.newKeySet();
      Set<String> five = ConcurrentHashMap.newKeySet();
      try (PeerConsumer old = consumer(Client.V4, broker, four);
          PeerConsumer young = consumer(Client.V5, broker, five)) {
        Set<String> wanted = send(producer, 0, 60);
        await().atMost(LONG).until(() -> four.containsAll(wanted) && five.containsAll(wanted));
        broker.kill();
        broker.restart();
        wanted.addAll(send(producer, 60, 100));
        await().atMost(LONG).until(() -> four.containsAll(wanted) && five.containsAll(wanted));
        assertThat(four).isEqualTo(wanted);
        assertThat(five).isEqualTo(wanted);
        assertThat(old.assigned()).isNotEmpty();
        assertThat(young.assigned()).isNotEmpty();
      }
    }
  }

  private static PeerConsumer consumer(Client client, BrokerProcess broker, Set<String> got) {
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("kill-sql"), broker.namesrv(), TOPIC)
            .withSql("number IS NOT NULL AND number >= 50 AND TAGS <> 't1'");
    return client
        .peer()
        .pushConsumer(
            spec,
            message -> {
              got.add(message.text());
              return true;
            });
  }

  /** Returns those that fulfil the condition. */
  private static Set<String> send(PeerProducer producer, int from, int to) {
    Set<String> wanted = new HashSet<>();
    for (int i = from; i < to; i++) {
      PeerMessage message =
          PeerMessage.of(TOPIC, "t" + i % 3, "message " + i)
              .withProperty("number", Integer.toString(i));
      await().atMost(LONG).ignoreExceptions().until(() -> producer.send(message) != null);
      if (i >= 50 && i % 3 != 1) {
        wanted.add(message.text());
      }
    }
    return wanted;
  }
}
