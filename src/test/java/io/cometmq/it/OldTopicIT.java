package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPullResult;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.web.feed.Cursor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A topic is old when its first messages have been kept for their time and are gone. */
final class OldTopicIT {
  private static final String TOPIC = "old";

  private static BrokerProcess broker;
  private static Clients clients;
  private static PeerQueue queue;

  /** Has asked for one message only, before all that is gone now. */
  private static CometSocket slow;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(
            directory,
            "message.max-size=16KiB",
            "store.segment-size=64KiB",
            "store.retention=1s",
            "web.topics=[" + TOPIC + "]",
            "web.ping-interval=10m");
    clients = new Clients(broker.namesrv());
    Wire.topic(broker, TOPIC, 1);
    queue = clients.pull(Client.V5).fetchQueues(TOPIC).get(0);
    slow = CometSocket.connect(broker);
    slow.subscribe(1, TOPIC, ",'from':'earliest','credit':1");
    for (int i = 0; i < 100; i++) {
      clients.producer(Client.V5).send(PeerMessage.of(TOPIC, null, new byte[2048]));
    }
    patiently().until(() -> clients.pull(Client.V5).minOffset(queue) > 0);
  }

  @AfterAll
  static void stop() {
    slow.close();
    clients.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldCorrectOffsetThatIsGone(Client client) {
    PeerPullResult result = clients.pull(client).pull(queue, "*", 0, 32);
    assertThat(result.status()).isEqualTo("OFFSET_ILLEGAL");
    assertThat(result.nextBeginOffset()).isEqualTo(result.minOffset()).isPositive();
    PeerPullResult corrected = clients.pull(client).pull(queue, "*", result.nextBeginOffset(), 32);
    assertThat(corrected.status()).isEqualTo("FOUND");
    assertThat(corrected.messages().get(0).queueOffset()).isEqualTo(result.nextBeginOffset());
  }

  @Test
  void shouldTellASlowPageThatRetentionHasOvertakenIt() {
    slow.awaitBodies(1, 1);
    assertThat(slow.messages(1).get(0).path("offset").asLong()).isZero();
    assertThat(slow.pushes("recovered", 1)).isEmpty();
    long min = clients.pull(Client.V5).minOffset(queue);
    slow.send("{'credit':{'sub':1,'add':5}}");
    slow.awaitBodies(1, 2);
    JsonNode recovered = slow.pushes("recovered", 1).get(0);
    assertThat(recovered.path("recovered").asBoolean(true)).isFalse();
    assertThat(recovered.path("reason").asText()).isEqualTo("expired");
    assertThat(slow.messages(1).get(1).path("offset").asLong()).isGreaterThanOrEqualTo(min);
  }

  @Test
  void shouldTellPagesThatTheirCursorPointsToWhatIsGone() {
    try (CometSocket page = CometSocket.connect(broker)) {
      String earliest =
          page.subscribe(1, TOPIC, ",'from':'earliest','credit':1").path("cursor").asText();
      Cursor real = Cursor.parse(earliest);
      assertThat(real.next()[0]).isPositive();
      String gone = new Cursor(real.epoch(), real.broker(), real.logEnd(), new long[] {0}).text();
      JsonNode resumed = page.subscribe(2, TOPIC, ",'credit':1,'from':{'cursor':'" + gone + "'}");
      assertThat(resumed.path("recovered").asBoolean()).isFalse();
      assertThat(resumed.path("reason").asText()).isEqualTo("expired");
      page.awaitBodies(2, 1);
      assertThat(page.messages(2).get(0).path("offset").asLong())
          .isGreaterThanOrEqualTo(real.next()[0]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveNoOffsetOfNewGroup(Client client) {
    assertThat(clients.pull(client).committedOffset(queue)).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStartNewGroupAtFirstMessageLeft(Client client) {
    long min = clients.pull(client).minOffset(queue);
    long max = clients.pull(client).maxOffset(queue);
    assertThat(min).isLessThan(max);
    Queue<Long> got = new ConcurrentLinkedQueue<>();
    ConsumerSpec spec = ConsumerSpec.of(client.own("from-first"), broker.namesrv(), TOPIC);
    try (PeerConsumer consumer =
        client.peer().pushConsumer(spec, message -> got.add(message.queueOffset()))) {
      patiently().until(() -> got.contains(max - 1));
      assertThat(consumer.assigned()).isNotEmpty();
    }
    assertThat(got).contains(min).allMatch(offset -> offset >= min);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStartNewGroupBehindLastMessage(Client client) {
    long max = clients.pull(client).maxOffset(queue);
    Queue<Long> got = new ConcurrentLinkedQueue<>();
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("from-last"), broker.namesrv(), TOPIC).fromLast();
    try (PeerConsumer consumer =
        client.peer().pushConsumer(spec, message -> got.add(message.queueOffset()))) {
      assertThat(consumer).isNotNull();
      // where the end is found to be depends on when the consumer looks
      patiently()
          .until(
              () -> {
                clients.producer(client).send(PeerMessage.of(TOPIC, null, "new"));
                return !got.isEmpty();
              });
    }
    assertThat(got).allMatch(offset -> offset >= max);
  }

  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}
