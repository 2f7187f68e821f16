package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerOutcome;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.peer.api.PeerSendResult;
import io.cometmq.peer.api.PeerTransactionListener;
import io.cometmq.peer.api.PeerTransactions;
import io.cometmq.protocol.RequestCode;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions of the official producers: seen when committed, never when rolled back. */
@Execution(ExecutionMode.CONCURRENT)
final class TransactionIT {
  private static final int MANY = 2_000;
  private static final List<String> WORDS =
      List.of(
          "commit -",
          "commit -",
          "rollback -",
          "unknown commit",
          "unknown rollback",
          "unknown unknown");

  private BrokerProcess broker;
  private final Decisions decisions = new Decisions();

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    start(directory, 3);
  }

  private void start(Path directory, int maxChecks) throws IOException {
    broker =
        BrokerProcess.start(
            directory,
            "transaction.timeout=500ms",
            "transaction.check-interval=300ms",
            "transaction.max-checks=" + maxChecks);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldShowWhatIsCommittedAndHideWhatIsRolledBack(Client client) throws IOException {
    String topic = Wire.topic(broker, "tx", 4);
    List<PeerMessage> seen = new CopyOnWriteArrayList<>();
    try (PeerTransactions producer = producer(client);
        PeerConsumer consumer = consumer(client, topic, seen)) {
      List<PeerSendResult> sent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String text = (i % 2 == 0 ? "commit " : "rollback ") + i;
        sent.add(producer.send(PeerMessage.of(topic, "tag", text).withKeys("k" + i)));
      }
      assertThat(sent).extracting(PeerSendResult::status).containsOnly("SEND_OK");
      assertThat(sent)
          .allSatisfy(result -> assertThat(result.transactionId()).isEqualTo(result.msgId()));
      // a consumer that has missed something tries again every 20 seconds
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(seen).hasSize(10));
      assertThat(seen).allMatch(message -> message.text().startsWith("commit"));
      assertThat(seen)
          .extracting(PeerMessage::msgId)
          .containsExactlyInAnyOrderElementsOf(
              sent.stream().filter(r -> sent.indexOf(r) % 2 == 0).map(r -> r.msgId()).toList());
      PeerMessage first =
          seen.stream().filter(m -> m.text().equals("commit 0")).findFirst().orElseThrow();
      assertThat(first.properties())
          .containsEntry("TRAN_MSG", "true")
          .containsEntry("PGROUP", client.own("transactors"))
          .containsEntry("__transactionId__", first.msgId())
          .containsEntry("REAL_TOPIC", topic)
          .containsEntry("KEYS", "k0");
      assertThat(first.tags()).isEqualTo("tag");
      assertThat(consumer.assigned()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldAskAnotherProducerOfTheGroup(Client client, @TempDir Path directory)
      throws IOException {
    broker.close();
    // checks count while no producer is there, and a client may need seconds to leave and to come
    start(directory, 1_000);
    String topic = Wire.topic(broker, "asked", 4);
    List<PeerMessage> seen = new CopyOnWriteArrayList<>();
    Decisions second = new Decisions();
    try (PeerConsumer consumer = consumer(client, topic, seen)) {
      try (PeerTransactions gone = producer(client)) {
        for (int i = 0; i < 10; i++) {
          gone.send(PeerMessage.of(topic, "t", "unknown commit " + i));
          gone.send(PeerMessage.of(topic, "t", "unknown rollback " + i));
        }
      }
      decisions.checked().clear();
      try (PeerTransactions live =
          client.peer().transactions(client.own("transactors"), broker.namesrv(), second)) {
        // a producer says that it is there when it knows a route
        live.send(PeerMessage.of(topic, "t", "rollback -"));
        // a consumer that has missed something tries again every 20 seconds
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(seen).hasSize(10));
        Awaitility.await().until(() -> open() == 0);
      }
      assertThat(seen).allMatch(message -> message.text().startsWith("unknown commit"));
      assertThat(texts(seen)).doesNotHaveDuplicates();
      assertThat(decisions.checked()).isEmpty();
      assertThat(second.checked())
          .isNotEmpty()
          .allSatisfy(
              message -> {
                assertThat(message.topic()).isEqualTo(topic);
                assertThat(message.properties())
                    .containsEntry("__transactionId__", message.properties().get("UNIQ_KEY"))
                    .containsKey("TRANSACTION_CHECK_TIMES");
              });
      assertThat(consumer.assigned()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldSetAsideWhatNobodyEnds(Client client) throws Exception {
    String topic = Wire.topic(broker, "hopeless", 1);
    PeerQueue aside = new PeerQueue("TRANS_CHECK_MAX_TIME_TOPIC", "broker-a", 0);
    try (PeerTransactions producer = producer(client);
        PeerPull pull = client.peer().pull(client.own("readers"), broker.namesrv())) {
      pull.fetchQueues(topic);
      PeerSendResult sent =
          producer.send(PeerMessage.of(topic, "tag", "unknown unknown").withKeys("key"));
      Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                List<PeerMessage> found = pull.pull(aside, "*", 0, 32).messages();
                assertThat(found).hasSize(1);
                assertThat(found.get(0).properties())
                    .containsEntry("TRANSACTION_CHECK_TIMES", "3")
                    .containsEntry("REAL_TOPIC", topic)
                    .containsEntry("UNIQ_KEY", sent.msgId());
                assertThat(found.get(0).text()).isEqualTo("unknown unknown");
              });
      assertThat(open()).isZero();
      Metrics metrics = Metrics.of(broker);
      // an old client does not say at once that it is there
      double asked = metrics.value("comet_transactions_checks_total");
      assertThat(asked + metrics.value("comet_transactions_unanswerable_total")).isEqualTo(3);
      assertThat(decisions.checked()).hasSize((int) asked);
      assertThat(metrics.value("comet_transactions_ended_total{outcome=\"given-up\"}"))
          .isEqualTo(1);
      assertThat(pull.maxOffset(new PeerQueue(topic, "broker-a", 0))).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldAskAgainForWhatWasGivenUpWhenAnOperatorSaysSo(Client client) throws Exception {
    String topic = Wire.topic(broker, "resumed", 1);
    String group = client.own("transactors");
    PeerQueue aside = new PeerQueue("TRANS_CHECK_MAX_TIME_TOPIC", "broker-a", 0);
    AtomicReference<PeerOutcome> known = new AtomicReference<>(PeerOutcome.UNKNOWN);
    List<PeerMessage> seen = new CopyOnWriteArrayList<>();
    try (PeerTransactions producer =
            client.peer().transactions(group, broker.namesrv(), new Late(known));
        PeerPull pull = client.peer().pull(client.own("lookers"), broker.namesrv());
        PeerAdmin admin = client.peer().admin(broker.namesrv());
        PeerConsumer consumer = consumer(client, topic, seen)) {
      PeerSendResult sent = producer.send(PeerMessage.of(topic, "tag", "late"));
      pull.fetchQueues(topic);
      Awaitility.await()
          .ignoreExceptions()
          .until(() -> pull.pull(aside, "*", 0, 32).messages().size() == 1);
      PeerMessage givenUp = pull.pull(aside, "*", 0, 32).messages().get(0);
      awaitProducer(group);
      // the half itself has ended, and only what was set aside can be resumed
      PeerQueue halves = new PeerQueue("RMQ_SYS_TRANS_HALF_TOPIC", "broker-a", 0);
      PeerMessage half = pull.pull(halves, "*", sent.queueOffset(), 1).messages().get(0);
      assertThat(admin.resumeCheckHalfMessage(halves.topic(), half.offsetMsgId())).isFalse();
      known.set(PeerOutcome.COMMIT);
      assertThat(admin.resumeCheckHalfMessage(aside.topic(), givenUp.offsetMsgId())).isTrue();
      // a consumer that has missed something tries again every 20 seconds
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(texts(seen)).containsExactly("late"));
      assertThat(seen.get(0).msgId()).isEqualTo(sent.msgId());
      Awaitility.await().until(() -> open() == 0);
      assertThat(consumer.assigned()).isNotEmpty();
    }
  }

  /** A producer's local part that is not done for a while. */
  private record Late(AtomicReference<PeerOutcome> known) implements PeerTransactionListener {
    @Override
    public PeerOutcome execute(PeerMessage message) {
      return PeerOutcome.UNKNOWN;
    }

    @Override
    public PeerOutcome check(PeerMessage message) {
      return Objects.requireNonNull(known.get());
    }
  }

  private void awaitProducer(String group) throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      Map<String, String> fields = Map.of("producerGroup", group);
      Awaitility.await()
          .until(() -> raw.call(RequestCode.GET_PRODUCER_CONNECTION_LIST, fields).code() == 0);
    }
  }

  /** Several threads, random outcomes, and every transaction is accounted for. */
  @ParameterizedTest
  @EnumSource
  void shouldCloseTheBooksOfManyTransactions(Client client) throws Exception {
    long seed = Long.getLong("cometmq.seed", System.nanoTime());
    System.out.println("TransactionIT seed " + seed);
    String topic = Wire.topic(broker, "many", 4);
    List<PeerMessage> seen = new CopyOnWriteArrayList<>();
    Set<String> wanted = ConcurrentHashMap.newKeySet();
    AtomicInteger hopeless = new AtomicInteger();
    try (PeerTransactions producer = producer(client);
        PeerConsumer consumer = consumer(client, topic, seen)) {
      IntStream.range(0, 4)
          .mapToObj(thread -> new Random(seed + thread))
          .parallel()
          .forEach(
              random -> {
                for (int i = 0; i < MANY / 4; i++) {
                  String words = WORDS.get(random.nextInt(WORDS.size()));
                  String text = words + " " + random.nextLong();
                  producer.send(PeerMessage.of(topic, "t", text));
                  if (words.contains("commit")) {
                    wanted.add(text);
                  } else if (words.equals("unknown unknown")) {
                    hopeless.incrementAndGet();
                  }
                }
              });
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> open() == 0);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(seen).hasSameSizeAs(wanted));
      assertThat(texts(seen)).containsExactlyInAnyOrderElementsOf(wanted);
      // halves that still wait for dispatch are not open yet
      Awaitility.await()
          .until(() -> Metrics.of(broker).value("comet_transactions_ended_total") == MANY);
      Metrics metrics = Metrics.of(broker);
      assertThat(metrics.value("comet_transactions_ended_total{outcome=\"commit\"}"))
          .isEqualTo(wanted.size());
      assertThat(metrics.value("comet_transactions_ended_total{outcome=\"given-up\"}"))
          .isEqualTo(hopeless.get());
      assertThat(consumer.assigned()).isNotEmpty();
    }
  }

  private double open() throws IOException, InterruptedException {
    return Metrics.of(broker).value("comet_transactions_open");
  }

  private static List<String> texts(List<PeerMessage> messages) {
    return messages.stream().map(PeerMessage::text).toList();
  }

  private PeerTransactions producer(Client client) {
    return client.peer().transactions(client.own("transactors"), broker.namesrv(), decisions);
  }

  private PeerConsumer consumer(Client client, String topic, List<PeerMessage> seen) {
    return client
        .peer()
        .pushConsumer(ConsumerSpec.of(client.own("readers"), broker.namesrv(), topic), seen::add);
  }
}
