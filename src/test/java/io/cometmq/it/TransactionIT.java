package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerSendResult;
import io.cometmq.peer.api.PeerTransactions;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions of the official producers: seen when committed, never when rolled back. */
final class TransactionIT {
  private BrokerProcess broker;
  private final Decisions decisions = new Decisions();

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(
            directory,
            "transaction.timeout=500ms",
            "transaction.check-interval=300ms",
            "transaction.max-checks=3");
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
      Awaitility.await().untilAsserted(() -> assertThat(seen).hasSize(10));
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
      assertThat(decisions.checked()).isEmpty();
      assertThat(consumer.assigned()).isNotEmpty();
    }
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
