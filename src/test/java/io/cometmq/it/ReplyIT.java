package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerException;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Questions and answers through the broker. */
final class ReplyIT {
  private static final int SEND_REPLY_SHORT = 325;
  private static final int SYSTEM_ERROR = 1;
  private static final int NO_TOPIC = 17;
  private static final String REPLY_TOPIC = "DefaultCluster_REPLY_TOPIC";
  private static final long PATIENCE_MS = 20_000;

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
  void shouldBringAnswersToWhoeverAsked(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("questions"), 2);
    ConsumerSpec spec = ConsumerSpec.of(client.own("answering"), broker.namesrv(), topic);
    try (PeerProducer answering = client.peer().producer(client.own("answers"), broker.namesrv());
        PeerProducer second = client.peer().producer(client.own("second"), broker.namesrv());
        PeerConsumer consumer =
            client
                .peer()
                .pushConsumer(
                    spec,
                    question -> {
                      answering.reply(question, "re: " + question.text());
                      return true;
                    })) {
      Awaitility.await().until(() -> !consumer.assigned().isEmpty());
      PeerProducer first = clients.producer(client);
      List<String> answers =
          IntStream.range(0, 20)
              .parallel()
              .mapToObj(
                  i ->
                      (i % 2 == 0 ? first : second)
                          .request(PeerMessage.of(topic, null, "question " + i), PATIENCE_MS)
                          .text())
              .toList();
      assertThat(answers)
          .containsExactlyElementsOf(
              IntStream.range(0, 20).mapToObj(i -> "re: question " + i).toList());
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLeaveWhoeverAskedInVainToItsTimeout(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("unheard"), 1);
    PeerException failure =
        catchThrowableOfType(
            PeerException.class,
            () ->
                clients
                    .producer(client)
                    .request(PeerMessage.of(topic, null, "anybody there?"), 1_000));
    assertThat(failure).hasMessageContaining("timeout");
  }

  @ParameterizedTest
  @EnumSource
  void shouldSetAsideAnswersThatComeTooLate(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("slowly"), 1);
    ConsumerSpec spec = ConsumerSpec.of(client.own("hesitating"), broker.namesrv(), topic);
    CountDownLatch tooLate = new CountDownLatch(1);
    Queue<String> replied = new ConcurrentLinkedQueue<>();
    try (PeerProducer answering = client.peer().producer(client.own("slow"), broker.namesrv());
        PeerProducer asking = client.peer().producer(client.own("asking"), broker.namesrv());
        PeerConsumer consumer =
            client
                .peer()
                .pushConsumer(
                    spec,
                    question -> {
                      if (question.text().equals("slow")) {
                        awaitUninterruptibly(tooLate);
                      }
                      answering.reply(question, "re: " + question.text());
                      return replied.add(question.text());
                    })) {
      Awaitility.await().until(() -> !consumer.assigned().isEmpty());
      PeerException failure =
          catchThrowableOfType(
              PeerException.class,
              () -> asking.request(PeerMessage.of(topic, null, "slow"), 1_000));
      assertThat(failure).hasMessageContaining("timeout");
      tooLate.countDown();
      Awaitility.await().until(() -> replied.contains("slow"));
      assertThat(asking.requestAsync(PeerMessage.of(topic, null, "quick"), PATIENCE_MS))
          .succeedsWithin(Duration.ofMillis(PATIENCE_MS))
          .extracting(PeerMessage::text)
          .isEqualTo("re: quick");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellResponderThatAskerIsGone(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("left-alone"), 1);
    ConsumerSpec spec = ConsumerSpec.of(client.own("late"), broker.namesrv(), topic);
    CountDownLatch gone = new CountDownLatch(1);
    Queue<PeerException> failures = new ConcurrentLinkedQueue<>();
    try (PeerProducer answering = client.peer().producer(client.own("later"), broker.namesrv());
        PeerConsumer consumer =
            client
                .peer()
                .pushConsumer(
                    spec,
                    question -> {
                      awaitUninterruptibly(gone);
                      failures.add(
                          catchThrowableOfType(
                              PeerException.class, () -> answering.reply(question, "too late")));
                      return true;
                    })) {
      Awaitility.await().until(() -> !consumer.assigned().isEmpty());
      try (PeerProducer leaving = client.peer().producer(client.own("leaving"), broker.namesrv())) {
        PeerMessage question = PeerMessage.of(topic, null, "wait for me");
        assertThatThrownBy(() -> leaving.request(question, 500)).hasMessageContaining("timeout");
      }
      gone.countDown();
      Awaitility.await().until(() -> !failures.isEmpty());
      // the client tries three times, and says so around what the broker has said
      assertThat(failures.peek())
          .rootCause()
          .hasMessageContaining("push reply message fail, channel of <");
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_MS, TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the answer was held back", e);
    }
  }

  @Test
  void shouldStoreAnswerToSomebodyWhoIsGone() throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      long before = end(raw);
      Map<String, String> fields = Wire.send(REPLY_TOPIC);
      fields.put("i", "REPLY_TO_CLIENT\u0001nobody@1\u0002CORRELATION_ID\u0001c\u0002");
      RawConnection.Answer answer = raw.call(SEND_REPLY_SHORT, fields, new byte[] {1, 2});
      assertThat(answer.code()).isEqualTo(SYSTEM_ERROR);
      assertThat(answer.remark())
          .contains("push reply message fail, channel of <nobody@1> not found");
      assertThat(answer.number("queueOffset")).isEqualTo(before);
      assertThat(answer.fields()).containsKeys("msgId", "MSG_REGION", "TRACE_ON");
      Awaitility.await().until(() -> end(raw) == before + 1);
    }
  }

  @Test
  void shouldRefuseAnswersInOtherTopics() throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      RawConnection.Answer answer = raw.call(SEND_REPLY_SHORT, Wire.send("somewhere"), new byte[1]);
      assertThat(answer.code()).isEqualTo(NO_TOPIC);
      assertThat(answer.remark()).contains("somewhere").contains(REPLY_TOPIC);
    }
  }

  private static long end(RawConnection raw) throws IOException {
    return raw.call(Wire.MAX_OFFSET, Map.of("topic", REPLY_TOPIC, "queueId", "0")).number("offset");
  }
}
