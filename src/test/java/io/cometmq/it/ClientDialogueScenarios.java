package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientException;
import io.cometmq.client.Compression;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.TransactionChecker;
import io.cometmq.client.TransactionOutcome;
import io.cometmq.client.TransactionReceipt;
import io.cometmq.model.MessageQueue;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Transactions and other talks that a broker begins, with any server. */
abstract class ClientDialogueScenarios extends ClientScenarios {
  @Test
  void shouldShowCommittedMessagesOnlyAndAnswerBrokersThatAsk() {
    Set<String> asked = ConcurrentHashMap.newKeySet();
    TransactionChecker checker =
        half -> {
          asked.add(half.text());
          assertThat(half.topic()).isEqualTo("ours-transactions");
          assertThat(half.tag()).isEqualTo("t");
          return half.text().endsWith("commit")
              ? Future.succeededFuture(TransactionOutcome.COMMIT)
              : Future.succeededFuture(TransactionOutcome.ROLLBACK);
        };
    Producer producer =
        client.producer(ProducerOptions.of("our-transactors").withTransactions(checker));
    Map<String, TransactionOutcome> told = new HashMap<>();
    told.put("a-commit", TransactionOutcome.COMMIT);
    told.put("b-rollback", TransactionOutcome.ROLLBACK);
    told.put("c-commit", TransactionOutcome.UNKNOWN);
    told.put("d-rollback", TransactionOutcome.UNKNOWN);
    Set<String> ids = ConcurrentHashMap.newKeySet();
    told.forEach(
        (text, outcome) -> {
          Message message = Message.of("ours-transactions", text).withTag("t");
          TransactionReceipt receipt =
              get(
                  producer.sendInTransaction(
                      message,
                      half -> {
                        ids.add(half.messageId());
                        return Future.succeededFuture(outcome);
                      }));
          assertThat(receipt.outcome()).isEqualTo(outcome);
          assertThat(ids).contains(receipt.receipt().messageId());
        });
    Message undecided = Message.of("ours-transactions", "e-commit").withTag("t");
    assertThatThrownBy(
            () ->
                get(producer.sendInTransaction(undecided, half -> Future.failedFuture("no disk"))))
        .isInstanceOf(ClientException.Undecided.class)
        .hasMessageContaining("no disk")
        .hasMessageContaining("asks the transaction checker");
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> asked.containsAll(Set.of("c-commit", "d-rollback", "e-commit")));
    // RocketMQ may store a message twice whose end it has not noted when it asks
    await()
        .untilAsserted(
            () ->
                assertThat(texts("ours-transactions"))
                    .containsOnly("a-commit", "c-commit", "e-commit")
                    .contains("a-commit", "c-commit", "e-commit"));
  }

  @Test
  void shouldAskAndHaveOfficialClientsAnswer() {
    Producer producer = client.producer(ProducerOptions.of("our-askers"));
    get(producer.send(Message.of("ours-questions", "first")));
    PeerProducer theirs = officials().producer(Client.V5);
    try (PeerConsumer consumer =
        Client.V5
            .peer()
            .pushConsumer(
                ConsumerSpec.of("their-answers", namesrv(), "ours-questions"),
                message -> {
                  if (message.text().startsWith("question")) {
                    theirs.reply(message, "re: " + message.text());
                  }
                  return true;
                })) {
      await().until(() -> !consumer.assigned().isEmpty());
      List<Future<ReceivedMessage>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(
            producer.request(
                Message.of("ours-questions", "question " + i), Duration.ofSeconds(15)));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(get(answers.get(i)).text()).isEqualTo("re: question " + i);
      }
    }
    Future<ReceivedMessage> unheard =
        producer.request(Message.of("ours-unheard", "anybody there?"), Duration.ofMillis(500));
    assertThatThrownBy(() -> get(unheard))
        .isInstanceOf(ClientException.TimedOut.class)
        .hasMessageContaining("ours-unheard")
        .hasMessageContaining("500 ms");
  }

  @Test
  void shouldAnswerQuestionsOfOfficialAndOwnClients() {
    Producer producer = client.producer(ProducerOptions.of("our-answers"));
    get(producer.send(Message.of("ours-asked", "no question")));
    await().until(() -> get(client.queues("ours-asked")).size() == 4);
    Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
    GroupConsumer consumer =
        get(
            client.consume(
                ConsumerOptions.of("our-answering", "ours-asked")
                    .startingAt(ConsumerOptions.Start.FIRST),
                message ->
                    producer
                        .reply(message, ("re: " + message.text()).getBytes(StandardCharsets.UTF_8))
                        .<Void>mapEmpty()
                        .recover(
                            cause -> {
                              refused.add(cause);
                              return Future.succeededFuture();
                            })));
    PeerProducer theirs = officials().producer(Client.V5);
    for (int i = 0; i < 5; i++) {
      PeerMessage question = PeerMessage.of("ours-asked", null, "theirs " + i);
      assertThat(theirs.request(question, 15_000).text()).isEqualTo("re: theirs " + i);
      Message own = Message.of("ours-asked", "ours " + i);
      ReceivedMessage answer = get(producer.request(own, Duration.ofSeconds(15)));
      assertThat(answer.text()).isEqualTo("re: ours " + i);
      assertThat(answer.topic()).endsWith("_REPLY_TOPIC");
    }
    await().until(() -> !refused.isEmpty());
    assertThat(refused)
        .singleElement()
        .isInstanceOf(ClientException.Invalid.class)
        .asString()
        .contains("is no question");
    get(consumer.close());
  }

  @Test
  void shouldPackAndUnpackVeryLargeBodies() {
    Producer producer =
        client.producer(ProducerOptions.of("our-packers").withCompression(Compression.ZLIB, 1_000));
    // still large when it is packed
    String large =
        new Random(7).longs(20_000).mapToObj(Long::toHexString).collect(Collectors.joining());
    QueueSelector first = (queues, message) -> queues.get(0);
    MessageQueue queue = get(producer.send(Message.of("ours-heavy", large), first)).queue();
    get(producer.send(Message.of("ours-heavy", "small"), first));
    PullConsumer reader = client.pullConsumer(PullOptions.of("our-heavy-readers"));
    await().until(() -> get(reader.endOffset(queue)) == 2);
    assertThat(get(reader.pull(queue, 0, 32, Duration.ofSeconds(2))).messages())
        .extracting(ReceivedMessage::text)
        .containsExactly(large, "small");
  }

  /** All that consumers may see of a topic, by our own means. */
  private List<String> texts(String topic) {
    PullConsumer reader = client.pullConsumer(PullOptions.of("our-transaction-readers"));
    return get(client.queues(topic)).stream()
        .map(queue -> get(reader.pull(queue, 0, 32, Duration.ZERO)))
        .flatMap(result -> result.messages().stream())
        .map(ReceivedMessage::text)
        .toList();
  }
}
