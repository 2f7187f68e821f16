package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Compression;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.SendReceipt;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What our client sends to any server, seen by the official client. */
abstract class ClientScenarios {
  private static final long PATIENCE_S = 20;

  Vertx vertx;
  CometClient client;

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
  void shouldHaveThreadsWaitForTheirReceipts() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    List<SendReceipt> receipts =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(i -> sendAndWait(producer, Message.of("ours-waited", "w" + i), i))
            .toList();
    assertThat(messages("ours-waited", 40))
        .extracting(PeerMessage::msgId)
        .containsExactlyInAnyOrderElementsOf(
            receipts.stream().map(SendReceipt::messageId).toList());
    assertThatThrownBy(() -> sendAndWait(producer, Message.of("ours-waited", new byte[9 << 20]), 1))
        .isInstanceOf(ClientException.Invalid.class);
    get(producer.close());
    assertThatThrownBy(() -> sendAndWait(producer, Message.of("ours-waited", "late"), 1))
        .isInstanceOf(ClientException.Closed.class);
  }

  private static SendReceipt sendAndWait(Producer producer, Message message, int number) {
    try {
      return number % 2 == 0
          ? producer.sendAndWait(message, QueueSelector.byKey("even"))
          : producer.sendAndWait(message);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
  void shouldGatherMessagesAndKeepOrderOfEachQueue() {
    Producer producer =
        client.producer(
            ProducerOptions.of("our-gatherers").withBatching(4_000, Duration.ofMillis(20)));
    get(producer.send(Message.of("ours-gathered", "0-first")));
    List<Future<SendReceipt>> sent = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      sent.add(
          producer.send(
              Message.of("ours-gathered", i % 2 + "-" + i).withTag("t"),
              QueueSelector.byKey(i % 2)));
      sent.add(producer.send(Message.of("ours-anywhere", "any" + i)));
    }
    Set<String> places = new HashSet<>();
    for (Future<SendReceipt> each : sent) {
      SendReceipt receipt = get(each);
      places.add(receipt.queue() + "/" + receipt.queueOffset());
      places.add(receipt.messageId());
    }
    assertThat(places).hasSize(2_400);
    Map<String, List<Integer>> byQueue = new TreeMap<>();
    for (PeerMessage message : messages("ours-gathered", 601)) {
      if (message.tags() != null) {
        String[] parts = message.text().split("-", -1);
        byQueue
            .computeIfAbsent(message.queueId() + parts[0], key -> new ArrayList<>())
            .add(Integer.parseInt(parts[1]));
      }
    }
    assertThat(byQueue).hasSize(2);
    byQueue.values().forEach(numbers -> assertThat(numbers).hasSize(300).isSorted());
    assertThat(messages("ours-anywhere", 600)).hasSize(600);
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
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    stream.exceptionHandler(failures::add);
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
    assertThat(failures).isEmpty();
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
