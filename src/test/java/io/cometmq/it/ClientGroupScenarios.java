package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import io.cometmq.peer.api.PeerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What groups of our client do at any server: in order, as streams, and as broadcasts. */
abstract class ClientGroupScenarios extends ClientConsumeScenarios {
  @Test
  void shouldKeepOrderOfEachQueueAndRepeatFailedMessageBeforeNext() {
    send("ours-order", 100, 4);
    ConsumerOptions options =
        ConsumerOptions.of("our-order", "ours-order")
            .startingAt(ConsumerOptions.Start.FIRST)
            .orderly(Duration.ofMillis(50));
    List<ReceivedMessage> got = Collections.synchronizedList(new ArrayList<>());
    Set<MessageQueue> busy = ConcurrentHashMap.newKeySet();
    List<ReceivedMessage> early = Collections.synchronizedList(new ArrayList<>());
    GroupConsumer consumer =
        get(
            client.consume(
                options,
                message -> {
                  if (!busy.add(message.queue())) {
                    early.add(message);
                  }
                  got.add(message);
                  Promise<Void> handled = Promise.promise();
                  vertx.setTimer(
                      1,
                      over -> {
                        busy.remove(message.queue());
                        if (message.text().equals("41") && message.deliveries() < 2) {
                          handled.fail("not yet");
                        } else {
                          handled.complete();
                        }
                      });
                  return handled.future();
                }));
    await().until(() -> got.size() >= 102);
    get(consumer.close());
    assertThat(early).isEmpty();
    for (int queue = 0; queue < 4; queue++) {
      int mine = queue;
      List<Integer> expected = new ArrayList<>();
      IntStream.range(0, 100)
          .filter(i -> i % 4 == mine)
          .forEach(i -> expected.addAll(Collections.nCopies(i == 41 ? 3 : 1, i)));
      assertThat(got)
          .filteredOn(message -> message.queue().queueId() == mine)
          .extracting(message -> Integer.parseInt(message.text()))
          .containsExactlyElementsOf(expected);
    }
    PullConsumer reader = client.pullConsumer(PullOptions.of("our-order"));
    for (MessageQueue queue : get(client.queues("ours-order"))) {
      assertThat(get(reader.committedOffset(queue))).hasValue(get(reader.endOffset(queue)));
    }
    // nothing is locked any more
    CometClient other = CometClient.create(vertx, ClientOptions.of(namesrv()));
    GroupConsumer next = get(other.consume(options, message -> Future.succeededFuture()));
    assertThat(get(next.assigned()))
        .filteredOn(queue -> queue.topic().equals("ours-order"))
        .hasSize(4);
    get(other.close());
  }

  @Test
  void shouldMakeDeadLetterOfWhatBlocksQueueTooOften() {
    send("ours-blocked", 4, 1);
    List<String> got = Collections.synchronizedList(new ArrayList<>());
    GroupConsumer consumer =
        get(
            client.consume(
                ConsumerOptions.of("our-blocked", "ours-blocked")
                    .startingAt(ConsumerOptions.Start.FIRST)
                    .withMaxRetries(1)
                    .orderly(Duration.ofMillis(20)),
                message -> {
                  got.add(message.text());
                  return message.text().equals("1")
                      ? Future.failedFuture("never")
                      : Future.succeededFuture();
                }));
    await().until(() -> got.size() >= 5);
    assertThat(got).containsExactly("0", "1", "1", "2", "3");
    PeerMessage dead = messages("%DLQ%our-blocked", 1).get(0);
    assertThat(dead.text()).isEqualTo("1");
    assertThat(dead.properties()).containsEntry("RETRY_TOPIC", "ours-blocked");
    get(consumer.close());
  }

  /** Sends the numbers from 0 on, in turn to each queue, each queue in order. */
  void send(String topic, int count, int queues) {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    get(producer.send(Message.of(topic, "0"), QueueSelector.byKey(0)));
    await().until(() -> get(client.queues(topic)).size() == 4);
    List<Future<?>> last = new ArrayList<>(Collections.nCopies(queues, Future.succeededFuture()));
    for (int i = 1; i < count; i++) {
      Message message = Message.of(topic, Integer.toString(i));
      QueueSelector queue = QueueSelector.byKey(i % queues);
      last.set(i % queues, last.get(i % queues).compose(before -> producer.send(message, queue)));
    }
    last.forEach(ClientScenarios::get);
    get(producer.close());
  }
}
