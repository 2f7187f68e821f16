package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerTransactions;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.testkit.PeerLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions over kills and stops of the broker. */
final class TransactionRestartIT {
  private static final int ENDED = 40;

  private static final String[] QUICK = {
    "transaction.timeout=500ms", "transaction.check-interval=300ms"
  };

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @ParameterizedTest
  @EnumSource(Client.class)
  void shouldAskForWhatWasOpenWhenKilled(Client client) throws Exception {
    Decisions decisions = new Decisions();
    List<PeerMessage> seen = new CopyOnWriteArrayList<>();
    // long enough that nothing is asked before the kill
    try (BrokerProcess broker =
        BrokerProcess.start(
            directory, "transaction.timeout=6s", "transaction.check-interval=300ms")) {
      String topic = Wire.topic(broker, "killed", 4);
      try (PeerTransactions producer =
              client.peer().transactions("transactors", broker.namesrv(), decisions);
          PeerConsumer consumer =
              PeerLoader.v5()
                  .pushConsumer(ConsumerSpec.of("readers", broker.namesrv(), topic), seen::add)) {
        for (int i = 0; i < ENDED / 2; i++) {
          producer.send(PeerMessage.of(topic, "t", "unknown commit " + i));
          producer.send(PeerMessage.of(topic, "t", "unknown rollback " + i));
          producer.send(PeerMessage.of(topic, "t", "commit - " + i));
          producer.send(PeerMessage.of(topic, "t", "rollback rollback " + i));
        }
        assertThat(decisions.checked()).isEmpty();
        // producers do not wait for an answer to how it ended
        await().until(() -> Metrics.of(broker).value("comet_transactions_ended_total") >= ENDED);
        broker.kill();
        broker.restart();
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(distinct(seen)).hasSize(40));
        await().until(() -> Metrics.of(broker).value("comet_transactions_open") == 0);
        assertThat(distinct(seen)).allMatch(text -> text.contains("commit"));
        assertThat(decisions.checked()).noneMatch(m -> m.text().startsWith("commit"));
        assertThat(consumer.assigned()).isNotEmpty();
      }
    }
  }

  /** What a consumer gets again after a kill is its own affair; here the transaction counts. */
  private static List<String> distinct(List<PeerMessage> messages) {
    return messages.stream().map(PeerMessage::text).distinct().toList();
  }

  /** The moment between the commit and the note that says so, which a kill may fall into. */
  @ParameterizedTest
  @ValueSource(strings = {"async", "sync"})
  void shouldCommitOnceWhenKilledRightAfterTheAnswer(String flush) throws Exception {
    try (BrokerProcess broker =
        BrokerProcess.start(directory, QUICK[0], QUICK[1], "store.flush=" + flush)) {
      String topic = Wire.topic(broker, "right-after", 1);
      int expected = 0;
      for (int round = 0; round < 4; round++) {
        try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
          List<RawTransactions.Half> halves = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            halves.add(raw.half(topic));
          }
          for (RawTransactions.Half half : halves) {
            assertThat(raw.end(half, RawTransactions.COMMIT).code()).isZero();
            expected++;
          }
          broker.kill();
          broker.restart();
          try (RawTransactions again = new RawTransactions(broker.port("broker")).join()) {
            assertThat(Metrics.of(broker).value("comet_transactions_open")).isZero();
            for (RawTransactions.Half half : halves) {
              again.end(half, RawTransactions.COMMIT);
            }
            int visible = expected;
            await().until(() -> again.visible(topic) >= visible);
            assertThat(again.visible(topic)).isEqualTo(visible);
          }
        }
      }
    }
  }

  @Test
  void shouldGoOnWhereItStoppedInOrder() throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory, QUICK)) {
      String topic = Wire.topic(broker, "stopped", 1);
      RawTransactions.Half open;
      try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
        for (int i = 0; i < 50; i++) {
          raw.end(raw.half(topic), i % 2 == 0 ? RawTransactions.COMMIT : RawTransactions.ROLLBACK);
        }
        open = raw.half(topic);
        await().until(() -> raw.visible(topic) == 25);
      }
      assertThat(broker.stop()).isZero();
      broker.restart();
      try (RawTransactions raw = new RawTransactions(broker.port("broker")).join()) {
        // one more for the moment in which it is stored again
        await().until(() -> Metrics.of(broker).value("comet_transactions_open") == 1);
        RawConnection.Answer check = raw.awaitCheck(open);
        assertThat(check.fields()).containsEntry("transactionId", open.id());
        // said of the half as it was before the stop
        raw.connection().write(RawTransactions.endFrame(5, 0, open, RawTransactions.COMMIT));
        assertThat(raw.connection().read(frame -> frame.opaque() == 5).code()).isZero();
        await().until(() -> Metrics.of(broker).value("comet_transactions_open") == 0);
      }
      try (RawTransactions raw = new RawTransactions(broker.port("broker"))) {
        await().until(() -> raw.visible(topic) == 26);
      }
    }
  }
}
