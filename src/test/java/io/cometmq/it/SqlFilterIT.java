package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerException;
import io.cometmq.peer.api.PeerLitePull;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The official clients filter by SQL92 and by tag. */
@Execution(ExecutionMode.CONCURRENT)
final class SqlFilterIT {
  private static final Logger LOG = LoggerFactory.getLogger(SqlFilterIT.class);
  private static final int PARSE_FAILED = 23;
  private static final int CONNECTIONS = 203;
  private static final int WAKE_UPS = 200;

  /** The goal is 5 ms; a busy build machine must not decide the test. */
  private static final Duration WAKE_UP_LIMIT = Duration.ofMillis(50);

  private static final Duration LONG = Duration.ofSeconds(60);

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
  void shouldPushWhatFulfilsTheCondition(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("pushed-sql"), 2);
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("push-sql"), broker.namesrv(), topic)
            .withSql("(number BETWEEN 10 AND 19 OR TAGS IN ('t3')) AND region STARTSWITH 'eu'");
    Queue<String> got = new ConcurrentLinkedQueue<>();
    try (PeerConsumer consumer =
        client.peer().pushConsumer(spec, message -> got.add(message.text()))) {
      List<String> wanted = send(client, topic, 0, 60);
      assertThat(wanted).hasSize(14);
      await().atMost(LONG).until(() -> got.size() >= wanted.size());
      // what is sent last comes last, so nothing else is on the way
      send(client, topic, 11, 12);
      await().atMost(LONG).until(() -> got.size() > wanted.size());
      assertThat(got).containsAll(wanted).hasSize(wanted.size() + 1);
      assertThat(consumer.assigned()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldPollWhatFulfilsTheCondition(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("polled-sql"), 2);
    List<String> wanted = send(client, topic, 0, 60);
    try (PeerLitePull consumer =
        client
            .peer()
            .litePullBySql(
                client.own("poll-sql"),
                broker.namesrv(),
                topic,
                "number >= 10 AND number < 20 AND region IN ('eu-1', 'eu-2')"
                    + " OR TAGS = 't3' AND region CONTAINS 'eu'")) {
      List<String> got = new ArrayList<>();
      await()
          .atMost(LONG)
          .until(
              () -> {
                consumer.poll(500).forEach(message -> got.add(message.text()));
                return got.size() >= wanted.size();
              });
      assertThat(got).containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldRefuseWrongConditionWhenConsumerStarts(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("refused-sql"), 1);
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("refuse-sql"), broker.namesrv(), topic)
            .withSql("number = 1 AND region LIKE 'eu%'");
    PeerException refusal =
        catchThrowableOfType(
            PeerException.class, () -> client.peer().pushConsumer(spec, message -> true).close());
    assertThat(refusal.code()).isEqualTo(PARSE_FAILED);
    assertThat(refusal)
        .hasMessageContaining("position 23: found LIKE, expected an operator, AND, OR or the end")
        .hasMessageContaining("number = 1 AND region LIKE 'eu%'");
  }

  @ParameterizedTest
  @EnumSource
  void shouldWakeIdleConsumerAtOnce(Client client) throws Exception {
    String topic = Wire.topic(broker, client.own("wake-sql"), 1);
    BlockingQueue<Long> latencies = new LinkedBlockingQueue<>();
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("woken-sql"), broker.namesrv(), topic)
            .withSql("wanted = TRUE AND number >= 0");
    try (PeerConsumer consumer =
        client
            .peer()
            .pushConsumer(
                spec,
                message -> latencies.add(System.nanoTime() - Long.parseLong(message.text())))) {
      await().atMost(LONG).until(() -> !consumer.assigned().isEmpty());
      long[] nanos = new long[WAKE_UPS];
      for (int i = -20; i < WAKE_UPS; i++) {
        // in between come others, which must neither be seen nor hold up those that are wanted
        for (String wanted : List.of("false", "true")) {
          clients
              .producer(client)
              .send(
                  PeerMessage.of(topic, null, Long.toString(System.nanoTime()))
                      .withProperty("wanted", wanted)
                      .withProperty("number", Integer.toString(Math.max(i, 0))));
        }
        Long latency = latencies.poll(20, TimeUnit.SECONDS);
        assertThat(latency).as("message %s came", i).isNotNull();
        if (i >= 0) {
          nanos[i] = latency;
        }
      }
      assertThat(latencies).isEmpty();
      Arrays.sort(nanos);
      LOG.info(
          "{}: an idle consumer saw what it wants after {} us (median), {} us (99 %)",
          client, nanos[WAKE_UPS / 2] / 1000, nanos[WAKE_UPS * 99 / 100] / 1000);
      assertThat(Duration.ofNanos(nanos[WAKE_UPS / 2])).isLessThan(WAKE_UP_LIMIT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellOfMembersThatSubscribeDifferently(Client client) throws Exception {
    String topic = Wire.topic(broker, client.own("contradicted"), 2);
    String group = client.own("contradicting");
    ConsumerSpec spec = ConsumerSpec.of(group, broker.namesrv(), topic);
    String series = "comet_group_subscription_conflict{group=\"" + group + "\",topic=\"" + topic;
    try (PeerConsumer one =
            client.peer().pushConsumer(spec.withExpression("a").named("one"), message -> true);
        RawConnection raw = new RawConnection(broker.port("broker"))) {
      String expected = "members of group " + group + " subscribe differently to topic " + topic;
      try (PeerConsumer two =
          client.peer().pushConsumer(spec.withSql("a = 1").named("two"), message -> true)) {
        await().atMost(LONG).until(() -> broker.log().contains(expected));
        assertThat(broker.log().lines().filter(line -> line.contains(expected)))
            .hasSize(1)
            .allMatch(
                line ->
                    line.matches(".*@one[^ ]* wants \"a\", .*@two[^ ]* wants SQL92 \"a = 1\".*"))
            .allMatch(line -> line.contains("give all members of the group the same subscription"));
        assertThat(connections(raw, group)).contains("\"warnings\":[\"" + expected);
        assertThat(clients.admin(client).run("consumerConnection", "-g", group)).contains(topic);
        await().atMost(LONG).until(() -> Metrics.of(broker).text().contains(series));
        assertThat(Metrics.of(broker).value("comet_subscription_conflicts_total")).isPositive();
        assertThat(List.of(one.assigned(), two.assigned())).isNotEmpty();
      }
      await().atMost(LONG).until(() -> !connections(raw, group).contains("warnings"));
    }
  }

  private static String connections(RawConnection raw, String group) throws IOException {
    byte[] body = raw.call(CONNECTIONS, Map.of("consumerGroup", group)).body();
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Returns those that are wanted by the conditions above. */
  private static List<String> send(Client client, String topic, int from, int to) {
    List<String> wanted = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String region = List.of("eu-1", "us-1", "eu-2").get(i % 3);
      String text = "message " + i;
      clients
          .producer(client)
          .send(
              PeerMessage.of(topic, "t" + i % 4, text)
                  .withProperty("number", Integer.toString(i))
                  .withProperty("region", region));
      if ((i >= 10 && i < 20 || i % 4 == 3) && region.startsWith("eu")) {
        wanted.add(text);
      }
    }
    return wanted;
  }
}
