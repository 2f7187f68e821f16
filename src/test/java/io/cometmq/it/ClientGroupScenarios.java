package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.GroupStream;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientMeters;
import io.cometmq.model.MessageQueue;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.PeerLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What groups of our client do at any server: in order, as streams, and as broadcasts. */
abstract class ClientGroupScenarios extends ClientConsumeScenarios {
  /** An offset of 10 in an offset file, however it is laid out. */
  private static final Pattern TEN = Pattern.compile(":\\s*10\\b");

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

  @Test
  void shouldStreamGroupWithBackPressureUntilAcknowledged() {
    send("ours-paced", 500, 4);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    CometClient paced =
        CometClient.create(vertx, ClientOptions.of(namesrv()).withMeters(registry, "paced"));
    GroupStream stream =
        get(
            paced.consumeStream(
                ConsumerOptions.of("our-paced", "ours-paced")
                    .startingAt(ConsumerOptions.Start.FIRST)
                    .withLimits(20, 32)));
    List<ReceivedMessage> got = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean acknowledging = new AtomicBoolean();
    AtomicInteger ends = new AtomicInteger();
    stream.pause().endHandler(end -> ends.incrementAndGet());
    stream.handler(
        message -> {
          got.add(message);
          if (acknowledging.get()) {
            stream.ack(message);
          }
        });
    stream.fetch(10);
    await().until(() -> got.size() == 10);
    // while it is paused it stops reading: 32 of each of 4 queues, and what was handed out
    await()
        .during(Duration.ofMillis(300))
        .until(() -> registry.get(ClientMeters.PULLED).counter().count() <= 4 * 32 + 10);
    assertThat(got).hasSize(10);
    stream.resume();
    await().until(() -> got.size() == 20);
    await().during(Duration.ofMillis(200)).until(() -> got.size() == 20);
    acknowledging.set(true);
    List.copyOf(got).forEach(stream::ack);
    await().until(() -> got.size() == 500);
    assertThat(got).extracting(ReceivedMessage::text).doesNotHaveDuplicates();
    get(stream.close());
    assertThat(ends).hasValue(1);
    PullConsumer reader = client.pullConsumer(PullOptions.of("our-paced"));
    for (MessageQueue queue : get(client.queues("ours-paced"))) {
      assertThat(get(reader.committedOffset(queue))).hasValue(get(reader.endOffset(queue)));
    }
    get(paced.close());
  }

  @Test
  void shouldStreamQueuesInOrderAndRepeatWhatIsNotAcknowledged() {
    send("ours-steps", 9, 1);
    GroupStream stream =
        get(
            client.consumeStream(
                ConsumerOptions.of("our-steps", "ours-steps")
                    .startingAt(ConsumerOptions.Start.FIRST)
                    .orderly(Duration.ofMillis(20))));
    List<String> got = Collections.synchronizedList(new ArrayList<>());
    Queue<ReceivedMessage> open = new ConcurrentLinkedQueue<>();
    stream.handler(
        message -> {
          got.add(message.text());
          open.add(message);
        });
    for (int i = 0; i < 9; i++) {
      int size = i + 1;
      await().until(() -> got.size() == size);
      ReceivedMessage message = open.remove();
      if (i == 4) {
        assertThat(message.deliveries()).isZero();
        stream.nack(message, new IOException("not yet"));
      } else {
        stream.ack(message);
      }
    }
    await().until(() -> got.size() == 10);
    assertThat(got).containsExactly("0", "1", "2", "3", "4", "4", "5", "6", "7", "8");
    stream.ack(open.remove());
    get(stream.close());
  }

  @Test
  void shouldTakeTurnsWithOfficialMemberOfBroadcastByItsFile() throws IOException {
    send("ours-kept", 40, 4);
    String group = "our-kept-" + System.nanoTime();
    ConsumerSpec official = ConsumerSpec.of(group, namesrv(), "ours-kept").asBroadcasting();
    Set<String> theirs = ConcurrentHashMap.newKeySet();
    Path folder;
    try (PeerConsumer before =
        Client.V5
            .peer()
            .pushConsumer(official.named("kept"), message -> theirs.add(message.text()))) {
      await().until(() -> theirs.size() == 40 && keptByOfficial(group).isPresent());
      folder = keptByOfficial(group).orElseThrow();
      // it keeps its offsets every second
      await().until(() -> TEN.matcher(kept(folder, group)).results().count() == 4);
      assertThat(before.assigned()).hasSize(4);
    }
    sendMore("ours-kept", 40, 48);
    List<String> ours = Collections.synchronizedList(new ArrayList<>());
    ConsumerOptions options =
        ConsumerOptions.of(group, "ours-kept")
            .startingAt(ConsumerOptions.Start.FIRST)
            .asBroadcast(folder);
    GroupConsumer consumer = get(client.consume(options, message -> added(ours, message)));
    await().until(() -> ours.size() >= 8);
    get(consumer.close());
    assertThat(ours)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(40, 48).mapToObj(Integer::toString).toList());
    assertThat(kept(folder, group)).contains("\"topic\":\"ours-kept\"}:12");
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    get(producer.send(Message.of("ours-kept", "while away")));
    List<String> next = Collections.synchronizedList(new ArrayList<>());
    try (PeerConsumer again =
        Client.V5
            .peer()
            .pushConsumer(official.named("kept"), message -> next.add(message.text()))) {
      await().until(() -> !next.isEmpty());
      assertThat(again.assigned()).hasSize(4);
    }
    assertThat(next).containsExactly("while away");
    get(producer.send(Message.of("ours-kept", "back again")));
    ours.clear();
    consumer = get(client.consume(options, message -> added(ours, message)));
    await().until(() -> !ours.isEmpty());
    get(consumer.close());
    assertThat(ours).containsExactly("back again");
  }

  @Test
  void shouldTraceAndTimeWhatGroupHandles() {
    send("ours-seen", 3, 1);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    CometClient observed = observed(registry, "ours-seen-traces");
    List<ReceivedMessage> got = Collections.synchronizedList(new ArrayList<>());
    get(
        observed.consume(
            ConsumerOptions.of("our-seen", "ours-seen")
                .startingAt(ConsumerOptions.Start.FIRST)
                .orderly(Duration.ofMillis(20)),
            message -> {
              got.add(message);
              return message.text().equals("1") && message.deliveries() == 0
                  ? Future.failedFuture("not yet")
                  : Future.succeededFuture();
            }));
    await().until(() -> got.size() == 4);
    get(observed.close());
    assertHandled(registry, 3, 1);
    List<Map<String, String>> events = new ArrayList<>();
    await()
        .untilAsserted(
            () -> {
              events.clear();
              events.addAll(traces("ours-seen-traces"));
              assertThat(events).hasSize(8);
            });
    List<Map<String, String>> before =
        events.stream().filter(event -> "SubBefore".equals(event.get("type"))).toList();
    List<Map<String, String>> after =
        events.stream().filter(event -> "SubAfter".equals(event.get("type"))).toList();
    assertThat(before).extracting(event -> event.get("group")).containsOnly("our-seen");
    assertThat(before)
        .extracting(event -> event.get("id") + event.get("retries"))
        .containsExactlyInAnyOrderElementsOf(
            got.stream().map(each -> each.messageId() + each.deliveries()).toList());
    assertThat(after)
        .extracting(event -> event.get("id") + event.get("request"))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            before.stream().map(event -> event.get("id") + event.get("request")).toList());
    assertThat(after)
        .extracting(event -> event.get("success") + event.get("code") + event.get("group"))
        .containsExactlyInAnyOrder(
            "true0our-seen", "false4our-seen", "true0our-seen", "true0our-seen");
  }

  /** A client that is measured and traced. */
  CometClient observed(SimpleMeterRegistry registry, String traces) {
    return CometClient.create(
        vertx, ClientOptions.of(namesrv()).withMeters(registry, "observed").withTracing(traces));
  }

  /** So many messages were handled well and badly, and none is being handled. */
  static void assertHandled(SimpleMeterRegistry registry, int well, int badly) {
    assertThat(registry.get(ClientMeters.HANDLED).tag("outcome", "success").timer().count())
        .isEqualTo(well);
    assertThat(registry.get(ClientMeters.HANDLED).tag("outcome", "failure").timer().count())
        .isEqualTo(badly);
    assertThat(registry.get(ClientMeters.HANDLING).gauge().value()).isZero();
  }

  /** All traces of a topic, as official tools read them. */
  List<Map<String, String>> traces(String topic) {
    PullConsumer reader = client.pullConsumer(PullOptions.of("our-tracers"));
    List<Map<String, String>> events = new ArrayList<>();
    for (MessageQueue queue : get(client.queues(topic))) {
      get(reader.pull(queue, 0, 32, Duration.ZERO))
          .messages()
          .forEach(message -> events.addAll(PeerLoader.formats().traces(message.text())));
    }
    return events;
  }

  /** The folder in which an official client keeps the offsets of a broadcast. */
  private static Optional<Path> keptByOfficial(String group) throws IOException {
    Path offsets = Path.of(System.getProperty("rocketmq.client.localOffsetStoreDir"));
    if (!Files.exists(offsets)) {
      return Optional.empty();
    }
    try (Stream<Path> clients = Files.list(offsets)) {
      return clients
          .filter(each -> Files.exists(each.resolve(group).resolve("offsets.json")))
          .findFirst();
    }
  }

  private static String kept(Path folder, String group) throws IOException {
    return Files.readString(folder.resolve(group).resolve("offsets.json"));
  }

  /** Sends the numbers from 0 on, in turn to each queue, each queue in order. */
  void send(String topic, int count, int queues) {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    get(producer.send(Message.of(topic, "0"), QueueSelector.byKey(0)));
    await().until(() -> get(client.queues(topic)).size() >= queues);
    List<Future<?>> last = new ArrayList<>(Collections.nCopies(queues, Future.succeededFuture()));
    for (int i = 1; i < count; i++) {
      Message message = Message.of(topic, Integer.toString(i));
      QueueSelector queue = QueueSelector.byKey(i % queues);
      last.set(i % queues, last.get(i % queues).compose(before -> producer.send(message, queue)));
    }
    last.forEach(ClientScenarios::get);
    get(producer.close());
  }

  private void sendMore(String topic, int from, int to) {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    IntStream.range(from, to)
        .forEach(
            i ->
                get(
                    producer.send(
                        Message.of(topic, Integer.toString(i)), QueueSelector.byKey(i % 4))));
    get(producer.close());
  }
}
