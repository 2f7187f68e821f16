package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Compression;
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
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What our client does with any server, seen by the official client. */
abstract class ClientScenarios {
  private static final long PATIENCE_S = 20;

  private Vertx vertx;
  private CometClient client;

  abstract String namesrv();

  /** Official clients of the same server. */
  abstract Clients officials();

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    client = CometClient.create(vertx, ClientOptions.of(namesrv()));
  }

  @AfterEach
  void close() {
    get(client.close());
    get(vertx.close());
  }

  static <T> T get(Future<T> future) {
    try {
      return future.await(PATIENCE_S, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no result in " + PATIENCE_S + " s", e);
    }
  }

  @Test
  void shouldStoreAllPartsOfMessage() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    Message message =
        Message.of("ours-parts", "body")
            .withTag("größe")
            .withKeys("first", "second")
            .withProperty("emoji", "\uD83D\uDE80 = go");
    SendReceipt receipt = get(producer.send(message));
    assertThat(receipt.durability()).isEqualTo(SendReceipt.Durability.AS_CONFIGURED);
    assertThat(receipt.queue().topic()).isEqualTo("ours-parts");
    assertThat(receipt.queueOffset()).isZero();
    PeerMessage got = messages("ours-parts", 1).get(0);
    assertThat(got.tags()).isEqualTo("größe");
    assertThat(got.keys()).isEqualTo("first second");
    assertThat(got.text()).isEqualTo("body");
    assertThat(got.properties()).containsEntry("emoji", "\uD83D\uDE80 = go");
    assertThat(got.msgId()).isEqualTo(receipt.messageId()).hasSize(32);
    assertThat(got.offsetMsgId()).isEqualTo(receipt.offsetMessageId());
    assertThat(got.queueId()).isEqualTo(receipt.queue().queueId());
  }

  @Test
  void shouldBeFoundByIdAndKey() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    SendReceipt receipt =
        get(producer.send(Message.of("ours-found", "wanted").withKeys("order-7")));
    await()
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        officials()
                            .admin(Client.V5)
                            .viewMessage("ours-found", receipt.messageId())
                            .text())
                    .isEqualTo("wanted"));
    await()
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(officials().admin(Client.V5).queryByKey("ours-found", "order-7", 5))
                    .extracting(PeerMessage::text)
                    .containsExactly("wanted"));
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void shouldPackLargeBodies(Compression how) {
    Producer producer =
        client.producer(ProducerOptions.of("our-packers").withCompression(how, 1_000));
    String topic = "ours-packed-" + how;
    String text = "all work and no play ".repeat(200);
    get(producer.send(Message.of(topic, text), (queues, message) -> queues.get(0)));
    get(producer.send(Message.of(topic, "small"), (queues, message) -> queues.get(0)));
    assertThat(messages(topic, 2)).extracting(PeerMessage::text).containsExactly(text, "small");
  }

  @Test
  void shouldKeepOrderOfEachKeyAndUseAllQueuesOtherwise() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    List<Future<SendReceipt>> spread = new ArrayList<>();
    List<Future<SendReceipt>> last =
        new ArrayList<>(Collections.nCopies(3, Future.succeededFuture()));
    for (int i = 0; i < 100; i++) {
      Message message = Message.of("ours-keyed", "k" + i % 3 + "-" + i);
      QueueSelector queue = QueueSelector.byKey(i % 3);
      last.set(i % 3, last.get(i % 3).compose(before -> producer.send(message, queue)));
      spread.add(producer.send(Message.of("ours-spread", "s" + i)));
    }
    last.forEach(ClientScenarios::get);
    Map<String, List<Integer>> byKey = new TreeMap<>();
    for (PeerMessage message : messages("ours-keyed", 100)) {
      String[] parts = message.text().split("-", -1);
      byKey
          .computeIfAbsent(message.queueId() + parts[0], key -> new ArrayList<>())
          .add(Integer.parseInt(parts[1]));
    }
    assertThat(byKey).hasSize(3);
    byKey.values().forEach(numbers -> assertThat(numbers).isSorted());
    assertThat(
            IntStream.range(0, 100).mapToObj(i -> get(spread.get(i)).queue().queueId()).distinct())
        .hasSize(4);
  }

  @Test
  void shouldStoreBatchBehindEachOther() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    List<Message> batch =
        IntStream.range(0, 10)
            .mapToObj(i -> Message.of("ours-batch", "b" + i).withTag("t" + i))
            .toList();
    List<SendReceipt> receipts = get(producer.sendBatch(batch));
    assertThat(receipts).hasSize(10);
    List<PeerMessage> got = messages("ours-batch", 10);
    for (int i = 0; i < 10; i++) {
      assertThat(got.get(i).text()).isEqualTo("b" + i);
      assertThat(got.get(i).tags()).isEqualTo("t" + i);
      assertThat(got.get(i).msgId()).isEqualTo(receipts.get(i).messageId());
      assertThat(got.get(i).offsetMsgId()).isEqualTo(receipts.get(i).offsetMessageId());
      assertThat(receipts.get(i).queueOffset()).isEqualTo(i);
    }
  }

  @Test
  void shouldSendOneWayAndDelayed() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    long start = System.currentTimeMillis();
    get(producer.send(Message.of("ours-later", "later").withDelayLevel(1)));
    get(producer.sendOneWay(Message.of("ours-oneway", "gone")));
    assertThat(messages("ours-oneway", 1).get(0).text()).isEqualTo("gone");
    assertThat(messages("ours-later", 1).get(0).text()).isEqualTo("later");
    assertThat(System.currentTimeMillis() - start).isGreaterThanOrEqualTo(900);
  }

  @Test
  void shouldWriteStreamWithBackPressureAndLoseNothingAtClose() {
    Producer producer = client.producer(ProducerOptions.of("our-streamers").withMaxInFlight(200));
    WriteStream<Message> stream = producer.stream().setWriteQueueMaxSize(50);
    AtomicInteger written = new AtomicInteger();
    AtomicInteger drained = new AtomicInteger();
    vertx.runOnContext(
        start -> {
          Runnable more =
              () -> {
                while (!stream.writeQueueFull() && written.get() < 2_000) {
                  stream.write(Message.of("ours-stream", "m" + written.getAndIncrement()));
                }
              };
          stream.drainHandler(
              drain -> {
                drained.incrementAndGet();
                more.run();
              });
          more.run();
        });
    await().until(() -> written.get() == 2_000);
    get(producer.close());
    assertThat(drained.get()).isGreaterThan(10);
    assertThat(messages("ours-stream", 2_000)).hasSize(2_000);
    assertThatThrownBy(() -> get(producer.send(Message.of("ours-stream", "late"))))
        .isInstanceOf(ClientException.Closed.class);
  }

  @Test
  void shouldGoOnWithNextNameServer() {
    CometClient other =
        CometClient.create(vertx, ClientOptions.of("127.0.0.1:1", "127.0.0.1:2", namesrv()));
    get(
        other
            .producer(ProducerOptions.of("our-producers"))
            .send(Message.of("ours-failover", "here")));
    get(other.close());
    assertThat(messages("ours-failover", 1)).hasSize(1);
  }

  @Test
  void shouldSayWhyItFails() {
    CometClient lost =
        CometClient.create(
            vertx,
            ClientOptions.of("127.0.0.1:1")
                .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)));
    assertThatThrownBy(
            () -> get(lost.producer(ProducerOptions.of("g")).send(Message.of("ours-nowhere", "x"))))
        .isInstanceOf(ClientException.Unreachable.class)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining("check that the server runs");
    get(lost.close());
    assertThatThrownBy(() -> get(client.queues("ours-unknown")))
        .isInstanceOfSatisfying(
            ClientException.NoRoute.class,
            failure -> {
              assertThat(failure.topic()).isEqualTo("ours-unknown");
              assertThat(failure.code()).isEqualTo(17);
              assertThat(failure.cure()).contains("create the topic");
            });
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    byte[] large = new byte[5 << 20];
    assertThatThrownBy(() -> get(producer.send(Message.of("ours-large", large))))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("5242880 bytes");
  }

  @Test
  void shouldPutNamespaceInFrontOfNames() {
    CometClient inside =
        CometClient.create(vertx, ClientOptions.of(namesrv()).withNamespace("tenant"));
    SendReceipt receipt =
        get(
            inside
                .producer(ProducerOptions.of("our-producers"))
                .send(Message.of("ours-inside", "x")));
    get(inside.close());
    assertThat(receipt.queue().topic()).isEqualTo("ours-inside");
    assertThat(messages("tenant%ours-inside", 1).get(0).text()).isEqualTo("x");
  }

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
    get(producer.send(Message.of("ours-mixed", "first")));
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
    await().until(() -> ours.contains("first"));
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
    for (int i = 200; i < 240; i++) {
      producer.send(Message.of("ours-mixed", "m" + i));
    }
    await().until(() -> ours.size() == 141);
    get(consumer.close());
  }

  private static long count(Set<MessageQueue> queues) {
    return queues.stream().filter(queue -> queue.topic().equals("ours-mixed")).count();
  }

  private static long officialCount(PeerConsumer consumer) {
    return consumer.assigned().stream().filter(queue -> queue.topic().equals("ours-mixed")).count();
  }

  /** The messages of a topic, queue after queue, once there are that many. */
  List<PeerMessage> messages(String topic, int count) {
    PeerPull pull = officials().pull(Client.V5);
    List<PeerMessage> all = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(PATIENCE_S))
        .ignoreExceptions()
        .until(
            () -> {
              all.clear();
              for (PeerQueue queue : pull.fetchQueues(topic)) {
                long end = pull.maxOffset(queue);
                for (long at = 0; at < end; ) {
                  List<PeerMessage> some = pull.pull(queue, "*", at, 32).messages();
                  all.addAll(some);
                  at += Math.max(1, some.size());
                }
              }
              return all.size() >= count;
            });
    assertThat(all).hasSize(count);
    all.forEach(message -> assertThat(message.body()).isNotNull());
    assertThat(new String(all.get(0).body(), StandardCharsets.UTF_8)).isNotNull();
    return all;
  }
}
