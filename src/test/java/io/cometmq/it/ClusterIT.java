package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two NameServers and two brokers in four processes, with clients across both. */
final class ClusterIT {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String TOPIC = "spread";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldGoOnWithoutOneNameServerAndOneBroker(Client client) throws Exception {
    try (BrokerProcess namesrvA = namesrv("namesrv-a");
        BrokerProcess namesrvB = namesrv("namesrv-b")) {
      String both = namesrvA.namesrv() + ";" + namesrvB.namesrv();
      try (BrokerProcess brokerA = broker("broker-a", both);
          BrokerProcess brokerB = broker("broker-b", both);
          PeerAdmin admin = client.peer().admin(both);
          PeerProducer producer = client.peer().producer("senders", both)) {
        admin.run("updateTopic", "-c", "DefaultCluster", "-t", TOPIC, "-r", "4", "-w", "4");
        await().atMost(LONG).ignoreExceptions().until(() -> queues(producer) == 8);
        Set<Integer> received = ConcurrentHashMap.newKeySet();
        try (PeerConsumer consumer =
            client
                .peer()
                .pushConsumer(
                    ConsumerSpec.of("readers", both, TOPIC),
                    message -> {
                      received.add(SendRun.number(message.body()));
                      return true;
                    })) {
          Set<Integer> acknowledged = new HashSet<>();
          Set<String> brokers = new HashSet<>();
          send(producer, 0, 200, acknowledged, brokers);
          assertThat(brokers).containsExactlyInAnyOrder("broker-a", "broker-b");
          awaitAll(received, acknowledged);
          assertThat(consumer.assigned()).isNotEmpty();
          assertThat(brokerA.log()).contains(" is ready in ");

          namesrvA.kill();
          send(producer, 200, 400, acknowledged, brokers);
          awaitAll(received, acknowledged);

          brokerB.kill();
          brokers.clear();
          send(producer, 400, 600, acknowledged, brokers);
          assertThat(brokers).contains("broker-a");

          brokerB.restart();
          awaitAll(received, acknowledged);
          brokers.clear();
          await()
              .atMost(LONG)
              .untilAsserted(
                  () -> {
                    send(producer, 600, 620, acknowledged, brokers);
                    assertThat(brokers).contains("broker-b");
                  });
          awaitAll(received, acknowledged);
        }
      }
    }
  }

  private static int queues(PeerProducer producer) {
    return producer.fetchQueues(TOPIC).size();
  }

  private BrokerProcess namesrv(String name) throws IOException {
    return BrokerProcess.start(Files.createDirectory(directory.resolve(name)), "roles=namesrv");
  }

  private BrokerProcess broker(String name, String namesrvs) throws IOException {
    return BrokerProcess.start(
        Files.createDirectory(directory.resolve(name)),
        "roles=broker",
        "broker.name=" + name,
        "broker.namesrv=" + namesrvs.replace(';', ','));
  }

  /** Sends until each message was acknowledged once. */
  private static void send(
      PeerProducer producer, int from, int to, Set<Integer> acknowledged, Set<String> brokers) {
    for (int number = from; number < to; number++) {
      PeerMessage message = PeerMessage.of(TOPIC, "t", SendRun.body(number));
      await()
          .atMost(LONG)
          .pollInSameThread()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptions()
          .until(
              () -> {
                brokers.add(producer.send(message).brokerName());
                return true;
              });
      acknowledged.add(number);
    }
  }

  private static void awaitAll(Set<Integer> received, Set<Integer> acknowledged) {
    await().atMost(LONG).untilAsserted(() -> assertThat(received).containsAll(acknowledged));
  }
}
