package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPullResult;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.protocol.RequestCode;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pulls that find nothing wait in the broker for a message, but not for ever. */
final class LongPollIT {
  private static final Logger LOG = LoggerFactory.getLogger(LongPollIT.class);
  private static final int WAKE_UPS = 200;
  private static final int HOLD_MS = 600;
  private static final int NO_PERMISSION = 16;
  private static final int NOT_FOUND = 19;
  private static final int RETRY_IMMEDIATELY = 20;
  private static final int OFFSET_MOVED = 21;

  /** The goal is 5 ms; a busy build machine must not decide the test. */
  private static final Duration WAKE_UP_LIMIT = Duration.ofMillis(50);

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
  void shouldWakeIdleConsumerAtOnce(Client client) throws Exception {
    String topic = Wire.topic(broker, client.own("wake"), 1);
    BlockingQueue<Long> latencies = new LinkedBlockingQueue<>();
    ConsumerSpec spec = ConsumerSpec.of(client.own("woken"), broker.namesrv(), topic);
    try (PeerConsumer consumer =
        client
            .peer()
            .pushConsumer(
                spec,
                message -> latencies.add(System.nanoTime() - Long.parseLong(message.text())))) {
      Awaitility.await().until(() -> !consumer.assigned().isEmpty());
      long[] nanos = new long[WAKE_UPS];
      for (int i = -20; i < WAKE_UPS; i++) {
        clients
            .producer(client)
            .send(PeerMessage.of(topic, null, Long.toString(System.nanoTime())));
        Long latency = latencies.poll(20, TimeUnit.SECONDS);
        assertThat(latency).as("message %s came", i).isNotNull();
        if (i >= 0) {
          nanos[i] = latency;
        }
      }
      Arrays.sort(nanos);
      LOG.info(
          "{}: an idle consumer saw a message after {} us (median), {} us (99 %)",
          client, nanos[WAKE_UPS / 2] / 1000, nanos[WAKE_UPS * 99 / 100] / 1000);
      assertThat(Duration.ofNanos(nanos[WAKE_UPS / 2])).isLessThan(WAKE_UP_LIMIT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldAnswerHeldPullWithMessageThatArrives(Client client) throws Exception {
    String topic = Wire.topic(broker, client.own("held"), 1);
    PeerQueue queue = clients.pull(client).fetchQueues(topic).get(0);
    CompletableFuture<PeerPullResult> held =
        CompletableFuture.supplyAsync(() -> clients.pull(client).pullOrWait(queue, "*", 0, 32));
    Awaitility.await().until(() -> Metrics.of(broker).value("comet_pulls_held") >= 1);
    assertThat(held).isNotDone();
    clients.producer(client).send(PeerMessage.of(topic, null, "arrived"));
    PeerPullResult result = held.get(5, TimeUnit.SECONDS);
    assertThat(result.status()).isEqualTo("FOUND");
    assertThat(result.messages()).extracting(PeerMessage::text).containsExactly("arrived");
  }

  @Test
  void shouldAnswerHeldPullWhenItsTimeIsOver() throws IOException {
    String topic = Wire.topic(broker, "timeout", 1);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      long start = System.nanoTime();
      RawConnection.Answer answer =
          raw.call(Wire.PULL, Wire.held(Wire.pull(topic, 0, "*"), HOLD_MS));
      assertThat(answer.code()).isEqualTo(NOT_FOUND);
      assertThat(answer.number("nextBeginOffset")).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(HOLD_MS - 50), Duration.ofMillis(HOLD_MS + 2_000));
    }
  }

  @Test
  void shouldNotWakeHeldPullForOtherTags() throws IOException {
    String topic = Wire.topic(broker, "other-tag", 1);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      long start = System.nanoTime();
      raw.write(
          RawConnection.frame(
              Wire.PULL,
              -1,
              0,
              Wire.held(Wire.pull(topic, 0, "wanted"), HOLD_MS),
              RawConnection.NO_BODY));
      Awaitility.await().until(() -> Metrics.of(broker).value("comet_pulls_held") >= 1);
      clients.producer(Client.V5).send(PeerMessage.of(topic, "unwanted", "x"));
      RawConnection.Answer answer = raw.read();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(HOLD_MS - 50));
      // at the end of its time it learns that it can go on behind the message
      assertThat(answer.code()).isEqualTo(RETRY_IMMEDIATELY);
      assertThat(answer.number("nextBeginOffset")).isEqualTo(1);
    }
  }

  @Test
  void shouldWakeHeldPullForItsTagBehindOthers() throws IOException {
    String topic = Wire.topic(broker, "own-tag", 1);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      raw.write(
          RawConnection.frame(
              Wire.PULL,
              -1,
              0,
              Wire.held(Wire.pull(topic, 0, "wanted"), 30_000),
              RawConnection.NO_BODY));
      Awaitility.await().until(() -> Metrics.of(broker).value("comet_pulls_held") >= 1);
      clients.producer(Client.V5).send(PeerMessage.of(topic, "unwanted", "x"));
      clients.producer(Client.V5).send(PeerMessage.of(topic, "wanted", "y"));
      RawConnection.Answer answer = raw.read();
      assertThat(answer.code()).isZero();
      assertThat(answer.number("nextBeginOffset")).isEqualTo(2);
    }
  }

  @Test
  void shouldSendHeldPullBackWhenItsGroupIsReset() throws Exception {
    String topic = Wire.topic(broker, "moved", 1);
    clients.producer(Client.V5).send(PeerMessage.of(topic, null, "seen"));
    clients.admin(Client.V5).run("updateSubGroup", "-c", "DefaultCluster", "-g", "raw-consumer");
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      hold(raw, topic, 1);
      assertThat(
              clients
                  .admin(Client.V5)
                  .run("resetOffsetByTime", "-g", "raw-consumer", "-t", topic, "-s", "0"))
          .containsPattern("broker-a\\s+0\\s+0");
      RawConnection.Answer answer = raw.read();
      assertThat(answer.code()).isEqualTo(OFFSET_MOVED);
      assertThat(answer.number("nextBeginOffset")).isZero();
      // it is told once, and then goes on from there
      assertThat(raw.call(Wire.PULL, Wire.pull(topic, 0, "*")).code()).isZero();
    }
  }

  @Test
  void shouldGiveHeldPullNothingMoreWhenItsGroupIsForbiddenTheTopic() throws Exception {
    String topic = Wire.topic(broker, "barred", 1);
    clients.producer(Client.V5).send(PeerMessage.of(topic, null, "seen"));
    try (RawConnection raw = new RawConnection(broker.port("broker"));
        RawConnection operator = new RawConnection(broker.port("broker"))) {
      hold(raw, topic, 1);
      assertThat(readable(operator, topic, false)).contains("\"readable\":false");
      clients.producer(Client.V5).send(PeerMessage.of(topic, null, "unseen"));
      for (RawConnection.Answer refused :
          List.of(raw.read(), raw.call(Wire.PULL, Wire.pull(topic, 1, "*")))) {
        assertThat(refused.code()).isEqualTo(NO_PERMISSION);
        assertThat(refused.fields()).containsEntry("forbiddenType", "5");
        assertThat(refused.remark()).contains("raw-consumer").contains(topic);
      }
      assertThat(readable(operator, topic, true)).contains("\"readable\":true");
      assertThat(raw.call(Wire.PULL, Wire.pull(topic, 1, "*")).code()).isZero();
    }
  }

  private static void hold(RawConnection raw, String topic, long offset) throws Exception {
    Map<String, String> queue = Map.of("topic", topic, "queueId", "0");
    Awaitility.await().until(() -> raw.call(Wire.MAX_OFFSET, queue).number("offset") == offset);
    double before = Metrics.of(broker).value("comet_pulls_held");
    Map<String, String> pull = Wire.held(Wire.pull(topic, offset, "*"), 60_000);
    raw.write(RawConnection.frame(Wire.PULL, -1, 0, pull, RawConnection.NO_BODY));
    Awaitility.await().until(() -> Metrics.of(broker).value("comet_pulls_held") > before);
  }

  private static String readable(RawConnection operator, String topic, boolean yes)
      throws IOException {
    Map<String, String> fields =
        Map.of("group", "raw-consumer", "topic", topic, "readable", Boolean.toString(yes));
    RawConnection.Answer answer = operator.call(RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN, fields);
    assertThat(answer.code()).isZero();
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldForgetPullsOfClosedConnections() throws IOException {
    String topic = Wire.topic(broker, "abandoned", 1);
    Awaitility.await().until(() -> Metrics.of(broker).value("comet_pulls_held") == 0);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      raw.write(
          RawConnection.frame(
              Wire.PULL, 1, 0, Wire.held(Wire.pull(topic, 0, "*"), 60_000), RawConnection.NO_BODY));
      Awaitility.await().until(() -> Metrics.of(broker).value("comet_pulls_held") == 1);
    }
    Awaitility.await().until(() -> Metrics.of(broker).value("comet_pulls_held") == 0);
  }
}
