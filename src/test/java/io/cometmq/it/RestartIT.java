package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerPullResult;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.peer.api.PeerSendResult;
import io.cometmq.testkit.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Acknowledged messages are there after a kill, and clients go on by themselves. */
final class RestartIT {
  private static final int MESSAGES = 10_000;
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldLoseNothingThatWasAcknowledgedWhenKilled(Client client) throws Exception {
    killDuringSends(client);
  }

  @ParameterizedTest
  @EnumSource(
      value = Client.class,
      names = {"V5"})
  void shouldLoseNothingWhenKilledWithSyncFlush(Client client) throws Exception {
    killDuringSends(client, "store.flush=sync");
  }

  @Test
  void shouldLeaveNoTemporaryFilesBehindWhenKilled() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      broker.kill();
      assertThat(broker.temporary()).isEmptyDirectory();
    }
  }

  private void killDuringSends(Client client, String... settings) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory, settings);
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      String topic = client.own("restart");
      Map<Integer, Integer> received = new ConcurrentHashMap<>();
      producer.send(PeerMessage.of(topic, "t", SendRun.body(MESSAGES)));
      try (PeerConsumer consumer =
          client
              .peer()
              .pushConsumer(
                  ConsumerSpec.of(client.own("readers"), broker.namesrv(), topic),
                  message -> {
                    received.merge(SendRun.number(message.body()), 1, Integer::sum);
                    return true;
                  })) {
        SendRun run = new SendRun(producer, topic, MESSAGES);
        run.start();
        await().atMost(LONG).until(() -> run.sent() > MESSAGES / 3);
        broker.kill();
        broker.restart();
        await().atMost(LONG).until(run::isOver);
        assertThat(run.acknowledged()).hasSizeGreaterThan(MESSAGES / 3);
        await()
            .atMost(LONG)
            .untilAsserted(() -> assertThat(received.keySet()).containsAll(run.acknowledged()));
        assertThat(consumer.assigned()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Client.class,
      names = {"V5"})
  void shouldStopInOrderUnderLoadAndKeepEverything(Client client) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory);
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      producer.send(PeerMessage.of("stop", "t", SendRun.body(MESSAGES)));
      SendRun run = new SendRun(producer, "stop", MESSAGES);
      run.start();
      await().atMost(LONG).until(() -> run.sent() > MESSAGES / 4);
      long started = System.nanoTime();
      assertThat(broker.stop()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
      broker.restart();
      assertThat(broker.log()).contains("after a clean stop");
      await().atMost(LONG).until(run::isOver);
      assertThat(readAll(client, broker, "stop")).containsAll(run.acknowledged());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Client.class,
      names = {"V4"})
  void shouldSurviveOneKillAfterTheOther(Client client) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory);
        PeerProducer producer = client.peer().producer("senders", broker.namesrv())) {
      Set<Integer> acknowledged = new HashSet<>();
      for (int round = 0; round < 8; round++) {
        for (int i = 0; i < 50; i++) {
          int number = round * 50 + i;
          await()
              .atMost(LONG)
              .ignoreExceptions()
              .until(
                  () -> {
                    producer.send(PeerMessage.of("kills", "t", SendRun.body(number)));
                    return true;
                  });
          acknowledged.add(number);
        }
        broker.kill();
        broker.restart();
      }
      assertThat(readAll(client, broker, "kills")).containsAll(acknowledged);
    }
  }

  @Test
  void shouldKeepOffsetsTopicsAndGroupsOverAStop() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory)) {
      Client client = Client.V5;
      try (PeerProducer producer = client.peer().producer("senders", broker.namesrv());
          PeerAdmin admin = client.peer().admin(broker.namesrv());
          PeerPull pull = client.peer().pull("kept", broker.namesrv())) {
        admin.run("updateTopic", "-c", "DefaultCluster", "-t", "kept-topic", "-r", "3", "-w", "3");
        admin.run("updateSubGroup", "-c", "DefaultCluster", "-g", "kept-group", "-r", "7");
        producer.send(PeerMessage.of("kept-topic", "t", "one"));
        PeerQueue queue = pull.fetchQueues("kept-topic").get(1);
        pull.commitOffset(queue, 41);
        assertThat(broker.stop()).isZero();
        broker.restart();
        await()
            .atMost(LONG)
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(pull.committedOffset(queue)).isEqualTo(41));
        assertThat(pull.fetchQueues("kept-topic")).hasSize(3);
      }
      Path config = broker.store().resolve("config");
      assertThat(Files.readString(config.resolve("topics.json"))).contains("kept-topic");
      assertThat(Files.readString(config.resolve("subscriptionGroup.json")))
          .contains("kept-group")
          .contains("\"retryMaxTimes\": 7");
      assertThat(Files.readString(config.resolve("consumerOffset.json")))
          .contains("kept-topic@kept");
    }
  }

  @Test
  void shouldFindMessagesAgainWhenKilled() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory);
        Clients clients = new Clients(broker.namesrv())) {
      Map<Client, PeerSendResult> wanted = new EnumMap<>(Client.class);
      for (Client client : Client.values()) {
        PeerProducer producer = clients.producer(client);
        producer.send(PeerMessage.of("found", "t", "before").withKeys("other"));
        wanted.put(
            client,
            producer.send(
                PeerMessage.of("found", "t", client.own("wanted")).withKeys(client.own("k"))));
      }
      broker.kill();
      broker.restart();
      for (Client client : Client.values()) {
        PeerAdmin admin = clients.admin(client);
        PeerSendResult sent = Objects.requireNonNull(wanted.get(client));
        await()
            .atMost(LONG)
            .ignoreExceptions()
            .until(() -> !admin.queryByKey("found", client.own("k"), 10).isEmpty());
        assertThat(admin.queryByKey("found", client.own("k"), 10))
            .extracting(PeerMessage::text)
            .containsExactly(client.own("wanted"));
        assertThat(admin.queryByKey("found", "other", 10)).hasSize(2);
        for (String id : List.of(sent.msgId(), sent.offsetMsgId())) {
          assertThat(admin.viewMessage("found", id).text()).isEqualTo(client.own("wanted"));
        }
        PeerQueue queue = new PeerQueue("found", "broker-a", sent.queueId());
        clients.pull(client).fetchQueues("found");
        assertThat(clients.pull(client).searchOffset(queue, 0)).isZero();
        assertThat(clients.pull(client).searchOffset(queue, System.currentTimeMillis() + 60_000))
            .isEqualTo(clients.pull(client).maxOffset(queue));
      }
    }
  }

  private static Set<Integer> readAll(Client client, BrokerProcess broker, String topic) {
    Set<Integer> numbers = new HashSet<>();
    try (PeerPull pull = client.peer().pull("auditors", broker.namesrv())) {
      for (PeerQueue queue : pull.fetchQueues(topic)) {
        long offset = pull.minOffset(queue);
        long end = pull.maxOffset(queue);
        while (offset < end) {
          PeerPullResult result = pull.pull(queue, "*", offset, 32);
          result.messages().forEach(message -> numbers.add(SendRun.number(message.body())));
          offset = result.nextBeginOffset();
        }
      }
    }
    return numbers;
  }
}
