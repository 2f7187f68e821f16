package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.PullResult;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.QueueStream;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.SendReceipt;
import io.cometmq.model.MessageQueue;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What our client receives from any server, together with the official client. */
abstract class ClientConsumeScenarios extends ClientDialogueScenarios {
  @Test
  void shouldPullAndShareOffsetsWithOfficialConsumers() {
    QueueSelector first = (queues, message) -> queues.get(0);
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    MessageQueue queue = get(producer.send(Message.of("ours-pull", "0"), first)).queue();
    for (int i = 1; i < 10; i++) {
      get(producer.send(Message.of("ours-pull", "" + i).withTag("t" + i % 2), first));
    }
    PullConsumer consumer = client.pullConsumer(PullOptions.of("our-readers"));
    await().until(() -> get(consumer.endOffset(queue)) == 10);
    assertThat(get(consumer.firstOffset(queue))).isZero();
    assertThat(get(consumer.offsetAt(queue, Instant.ofEpochMilli(0)))).isZero();
    PullResult all = get(consumer.pull(queue, 0, 32, Duration.ZERO));
    assertThat(all.messages())
        .extracting(ReceivedMessage::text)
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(all.nextOffset()).isEqualTo(10);
    ReceivedMessage third = all.messages().get(3);
    PeerMessage official = messages("ours-pull", 10).get(3);
    assertThat(third.messageId()).isEqualTo(official.msgId());
    assertThat(third.place().offsetMessageId()).isEqualTo(official.offsetMsgId());
    assertThat(third.queueOffset()).isEqualTo(3);
    assertThat(third.tag()).isEqualTo("t1");
    assertThat(third.deliveries()).isZero();
    PullConsumer some =
        client.pullConsumer(PullOptions.of("our-readers").withFilter(Filter.tags("t1", "t7")));
    assertThat(get(some.pull(queue, 0, 32, Duration.ZERO)).messages())
        .extracting(ReceivedMessage::text)
        .containsExactly("1", "3", "5", "7", "9");
    PullResult none = get(consumer.pull(queue, 10, 32, Duration.ofMillis(200)));
    assertThat(none.messages()).isEmpty();
    assertThat(none.nextOffset()).isEqualTo(10);
    assertThat(get(consumer.pull(queue, 5_000, 32, Duration.ZERO)).nextOffset()).isEqualTo(10);
    get(consumer.commit(queue, 7));
    assertThat(get(consumer.committedOffset(queue))).hasValue(7);
    try (PeerPull peer = Client.V5.peer().pull("our-readers", namesrv())) {
      PeerQueue theirs = new PeerQueue(queue.topic(), queue.brokerName(), queue.queueId());
      assertThat(peer.committedOffset(theirs)).isEqualTo(7);
      peer.commitOffset(theirs, 9);
    }
    await().untilAsserted(() -> assertThat(get(consumer.committedOffset(queue))).hasValue(9));
  }

  @Test
  void shouldStreamQueuesWithBackPressureAndSeek() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    IntStream.range(0, 4).forEach(i -> get(producer.send(Message.of("ours-flow", "a" + i))));
    List<Future<SendReceipt>> sent =
        IntStream.range(4, 1_000)
            .mapToObj(i -> producer.send(Message.of("ours-flow", "a" + i)))
            .toList();
    sent.forEach(ClientScenarios::get);
    PullConsumer consumer = client.pullConsumer(PullOptions.of("our-flow").withReadAhead(64));
    await().until(() -> get(client.queues("ours-flow")).size() == 4);
    Map<MessageQueue, Long> from = new HashMap<>();
    get(client.queues("ours-flow")).forEach(queue -> from.put(queue, 0L));
    QueueStream stream = consumer.stream(from);
    List<ReceivedMessage> got = Collections.synchronizedList(new ArrayList<>());
    stream.pause();
    stream.handler(got::add);
    stream.fetch(10);
    await().until(() -> got.size() == 10);
    assertThat(get(stream.positions()).values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(10);
    assertThat(got).hasSize(10);
    stream.resume();
    await().until(() -> got.size() == 1_000);
    assertThat(got).extracting(ReceivedMessage::text).doesNotHaveDuplicates();
    get(stream.commit());
    MessageQueue one = from.keySet().iterator().next();
    long end = get(consumer.endOffset(one));
    assertThat(get(consumer.committedOffset(one))).hasValue(end);
    stream.seek(one, end - 3);
    await().until(() -> got.size() == 1_003);
    // one that waits at the broker is woken
    get(producer.send(Message.of("ours-flow", "late"), QueueSelector.queue(one)));
    await().until(() -> got.size() == 1_004);
    assertThat(got.get(1_003).text()).isEqualTo("late");
    get(consumer.close());
  }

  @Test
  void shouldHandOutNothingWhilePaused() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    get(producer.send(Message.of("ours-paused", "before")));
    await().until(() -> get(client.queues("ours-paused")).size() == 4);
    List<String> handled = Collections.synchronizedList(new ArrayList<>());
    GroupConsumer consumer =
        get(
            client.consume(
                ConsumerOptions.of("our-paused", "ours-paused")
                    .startingAt(ConsumerOptions.Start.FIRST),
                message -> {
                  handled.add(message.text());
                  return Future.succeededFuture();
                }));
    await().until(() -> handled.size() == 1);
    get(consumer.pause());
    get(producer.send(Message.of("ours-paused", "meanwhile")));
    await().during(Duration.ofMillis(300)).until(() -> handled.size() == 1);
    get(consumer.resume());
    await().untilAsserted(() -> assertThat(handled).containsExactly("before", "meanwhile"));
    get(consumer.close());
  }

  @Test
  void shouldHandleEachMessageOfGroupAndRetryFailedOnes() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    get(producer.send(Message.of("ours-group", "m0")));
    await().until(() -> get(client.queues("ours-group")).size() == 4);
    List<String> handled = Collections.synchronizedList(new ArrayList<>());
    List<Integer> deliveries = Collections.synchronizedList(new ArrayList<>());
    GroupConsumer consumer =
        get(
            client.consume(
                ConsumerOptions.of("our-group", "ours-group")
                    .startingAt(ConsumerOptions.Start.FIRST),
                message -> {
                  if (message.text().equals("m7")) {
                    assertThat(message.topic()).isEqualTo("ours-group");
                    deliveries.add(message.deliveries());
                    if (message.deliveries() == 0) {
                      return Future.failedFuture("not now");
                    }
                  }
                  handled.add(message.text());
                  return Future.succeededFuture();
                }));
    assertThat(get(consumer.assigned()))
        .filteredOn(queue -> queue.topic().equals("ours-group"))
        .hasSize(4);
    for (int i = 1; i < 50; i++) {
      producer.send(Message.of("ours-group", "m" + i));
    }
    // the first retry comes after 10 seconds
    await().atMost(Duration.ofSeconds(40)).until(() -> handled.size() == 50);
    assertThat(handled).doesNotHaveDuplicates().hasSize(50);
    assertThat(deliveries).containsExactly(0, 1);
    get(consumer.close());
    PullConsumer reader = client.pullConsumer(PullOptions.of("our-group"));
    for (MessageQueue queue : get(client.queues("ours-group"))) {
      assertThat(get(reader.committedOffset(queue))).hasValue(get(reader.endOffset(queue)));
    }
  }

  @Test
  void shouldShareGroupWithOfficialConsumer() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    MessageQueue first = get(producer.send(Message.of("ours-mixed", "first"))).queue();
    await().until(() -> get(client.queues("ours-mixed")).size() == 4);
    Set<String> ours = ConcurrentHashMap.newKeySet();
    Set<String> theirs = ConcurrentHashMap.newKeySet();
    GroupConsumer consumer =
        get(
            client.consume(
                ConsumerOptions.of("our-mixed", "ours-mixed")
                    .startingAt(ConsumerOptions.Start.FIRST),
                message -> {
                  ours.add(message.text());
                  return Future.succeededFuture();
                }));
    // one that joins reads offsets before others hear of it: what is not committed comes again
    PullConsumer reader = client.pullConsumer(PullOptions.of("our-mixed"));
    await().until(() -> get(reader.committedOffset(first)).orElse(0) == 1);
    assertThat(ours).containsExactly("first");
    try (PeerConsumer official =
        Client.V5
            .peer()
            .pushConsumer(
                ConsumerSpec.of("our-mixed", namesrv(), "ours-mixed"),
                message -> theirs.add(message.text()))) {
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> count(get(consumer.assigned())) == 2 && officialCount(official) == 2);
      for (int i = 0; i < 200; i++) {
        producer.send(Message.of("ours-mixed", "m" + i));
      }
      await().until(() -> ours.size() + theirs.size() >= 201);
      assertThat(theirs).hasSize(100).doesNotContainAnyElementsOf(ours);
    }
    await().atMost(Duration.ofSeconds(40)).until(() -> count(get(consumer.assigned())) == 4);
    List<String> late = IntStream.range(200, 240).mapToObj(i -> "m" + i).toList();
    late.forEach(text -> producer.send(Message.of("ours-mixed", text)));
    // an official member that leaves may not have committed what it handled last: that comes, too
    await().until(() -> ours.containsAll(late));
    get(consumer.close());
  }

  @Test
  void shouldGiveAllMessagesToEachMemberOfBroadcast() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    get(producer.send(Message.of("ours-all", "m0")));
    await().until(() -> get(client.queues("ours-all")).size() == 4);
    ConsumerOptions options =
        ConsumerOptions.of("our-broadcast", "ours-all")
            .startingAt(ConsumerOptions.Start.FIRST)
            .asBroadcast();
    List<String> first = Collections.synchronizedList(new ArrayList<>());
    List<String> second = Collections.synchronizedList(new ArrayList<>());
    List<String> later = Collections.synchronizedList(new ArrayList<>());
    List<String> sent = IntStream.range(0, 40).mapToObj(i -> "m" + i).toList();
    CometClient other = CometClient.create(vertx, ClientOptions.of(namesrv()));
    try {
      GroupConsumer one =
          get(
              client.consume(
                  options,
                  message -> {
                    first.add(message.text());
                    return message.text().equals("m7")
                        ? Future.failedFuture("not now")
                        : Future.succeededFuture();
                  }));
      GroupConsumer two = get(other.consume(options, message -> added(second, message)));
      List<MessageQueue> queues = get(client.queues("ours-all"));
      assertThat(get(one.assigned())).containsExactlyInAnyOrderElementsOf(queues);
      assertThat(get(two.assigned())).containsExactlyInAnyOrderElementsOf(queues);
      sent.stream().skip(1).forEach(text -> get(producer.send(Message.of("ours-all", text))));
      await().until(() -> first.size() >= 40 && second.size() >= 40 && one.dropped() == 1);
      assertThat(first).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(second).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(two.dropped()).isZero();
      get(one.close());
      get(two.close());
      // brokers have kept nothing of it
      PullConsumer reader = client.pullConsumer(PullOptions.of("our-broadcast"));
      queues.forEach(
          queue -> assertThat(get(reader.committedOffset(queue)).orElse(0)).isNotPositive());
      GroupConsumer again = get(client.consume(options, message -> added(later, message)));
      await().until(() -> later.size() >= 40);
      assertThat(later).containsExactlyInAnyOrderElementsOf(sent);
      get(again.close());
    } finally {
      get(other.close());
    }
  }

  static Future<Void> added(List<String> to, ReceivedMessage message) {
    to.add(message.text());
    return Future.succeededFuture();
  }

  private static long count(Set<MessageQueue> queues) {
    return queues.stream().filter(queue -> queue.topic().equals("ours-mixed")).count();
  }

  private static long officialCount(PeerConsumer consumer) {
    return consumer.assigned().stream().filter(queue -> queue.topic().equals("ours-mixed")).count();
  }
}
