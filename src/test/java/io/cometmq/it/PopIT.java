package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPop;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.testkit.BrokerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The official client pops, acknowledges, and gets again what it did not acknowledge. */
@Execution(ExecutionMode.CONCURRENT)
final class PopIT {
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

  @Test
  void shouldGiveEachMessageOnceWhenAcknowledged() throws IOException {
    String topic = Wire.topic(broker, "popped", 4);
    List<String> sent = send(topic, null, 100);
    try (PeerPop pop = pop("popping", topic)) {
      List<PeerMessage> got = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                PeerPop.Result result = pop.pop(PeerPop.Request.of(topic, 32, 2_000));
                got.addAll(result.messages());
                result.messages().forEach(each -> assertThat(pop.ack(each)).isEqualTo("OK"));
                return got.size() >= 100;
              });
      assertThat(got.stream().map(PeerMessage::text)).containsExactlyInAnyOrderElementsOf(sent);
      PeerPop.Result after = pop.pop(PeerPop.Request.of(topic, 32, 2_000).waiting(3_000));
      assertThat(after.status()).isEqualTo("POLLING_NOT_FOUND");
    }
  }

  @Test
  void shouldGiveAgainWhatIsNotAcknowledgedInTime() throws IOException {
    String topic = Wire.topic(broker, "revived", 1);
    send(topic, "tag", 10);
    try (PeerPop pop = pop("reviving", topic)) {
      PeerPop.Result first = pop.pop(PeerPop.Request.of(topic, 32, 1_000));
      assertThat(first.messages()).hasSize(10);
      first.messages().subList(0, 6).forEach(pop::ack);
      assertThat(pop.pop(PeerPop.Request.of(topic, 32, 1_000)).messages()).isEmpty();
      List<PeerMessage> again = new ArrayList<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () -> {
                again.addAll(
                    pop.pop(PeerPop.Request.of(topic, 32, 5_000).waiting(1_000)).messages());
                return again.size() >= 4;
              });
      assertThat(again.stream().map(PeerMessage::text))
          .containsExactlyInAnyOrder("text 6", "text 7", "text 8", "text 9");
      assertThat(again)
          .allMatch(each -> each.reconsumeTimes() == 1)
          .allMatch(each -> each.topic().equals(topic))
          .allMatch(each -> "tag".equals(each.tags()));
      again.forEach(each -> assertThat(pop.ack(each)).isEqualTo("OK"));
      assertThat(pop.pop(PeerPop.Request.of(topic, 32, 1_000).waiting(6_000)).messages()).isEmpty();
    }
  }

  @Test
  void shouldHideMessagesForAsLongAsConsumersWant() throws IOException {
    String topic = Wire.topic(broker, "hidden", 1);
    send(topic, null, 2);
    try (PeerPop pop = pop("hiding", topic)) {
      List<PeerMessage> got = pop.pop(PeerPop.Request.of(topic, 2, 1_500)).messages();
      String handle = pop.changeInvisible(got.get(0), 6_000);
      List<PeerMessage> again =
          pop.pop(PeerPop.Request.of(topic, 32, 30_000).waiting(4_500)).messages();
      assertThat(again.stream().map(PeerMessage::text)).containsExactly("text 1");
      assertThat(pop.ack(got.get(0), handle)).isEqualTo("OK");
      String shorter = pop.changeInvisible(again.get(0), 500);
      assertThat(shorter).isNotEmpty();
      PeerPop.Result last = pop.pop(PeerPop.Request.of(topic, 32, 30_000).waiting(4_000));
      assertThat(last.messages().stream().map(PeerMessage::text)).containsExactly("text 1");
      assertThat(last.messages().get(0).reconsumeTimes()).isEqualTo(2);
      pop.ack(last.messages().get(0));
      assertThat(pop.pop(PeerPop.Request.of(topic, 32, 30_000).waiting(3_000)).messages())
          .isEmpty();
    }
  }

  @Test
  void shouldTakeAcknowledgementsInBulk() throws IOException {
    String topic = Wire.topic(broker, "bulk", 3);
    send(topic, null, 60);
    try (PeerPop pop = pop("bulk-group", topic)) {
      List<PeerMessage> got = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                List<PeerMessage> some = pop.pop(PeerPop.Request.of(topic, 32, 1_500)).messages();
                got.addAll(some);
                if (!some.isEmpty()) {
                  assertThat(pop.ackAll(topic, some)).isEqualTo("OK");
                }
                return got.size() >= 60;
              });
      assertThat(got.stream().map(PeerMessage::text).distinct()).hasSize(60);
      assertThat(pop.pop(PeerPop.Request.of(topic, 32, 1_500).waiting(3_000)).messages()).isEmpty();
    }
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      assertThat(raw.call(Wire.BATCH_ACK, Map.of()).code()).isEqualTo(208);
    }
  }

  @Test
  void shouldShareMessagesAmongConsumersWithoutGivingAnyTwice() throws Exception {
    String topic = Wire.topic(broker, "contested", 4);
    Map<String, Integer> got = new ConcurrentHashMap<>();
    try (PeerPop first = pop("contesting", topic);
        PeerPop second = pop("contesting", topic)) {
      AtomicBoolean over = new AtomicBoolean();
      List<CompletableFuture<Void>> consumers =
          Stream.of(first, second)
              .map(pop -> CompletableFuture.runAsync(() -> consume(pop, topic, got, over)))
              .toList();
      List<String> sent = send(topic, null, 1_000);
      Awaitility.await().until(() -> got.size() >= sent.size());
      over.set(true);
      consumers.forEach(CompletableFuture::join);
      assertThat(got.keySet()).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(got.values()).allMatch(times -> times == 1);
    }
  }

  private static void consume(
      PeerPop pop, String topic, Map<String, Integer> got, AtomicBoolean over) {
    while (!over.get()) {
      PeerPop.Request request = PeerPop.Request.of(topic, 16, 30_000).waiting(500);
      for (PeerMessage message : pop.pop(request).messages()) {
        got.merge(message.text(), 1, Integer::sum);
        pop.ack(message);
      }
    }
  }

  @Test
  void shouldWakeWaitingPopsAtOnce() throws Exception {
    String topic = Wire.topic(broker, "awaited", 4);
    try (PeerPop pop = pop("waiting", topic);
        RawConnection raw = new RawConnection(broker.port("broker"))) {
      pop.pop(PeerPop.Request.of(topic, 1, 30_000));
      List<Long> delays = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        CompletableFuture<Long> woken =
            CompletableFuture.supplyAsync(
                () -> {
                  List<PeerMessage> got =
                      pop.pop(PeerPop.Request.of(topic, 1, 30_000).waiting(10_000)).messages();
                  long time = System.nanoTime();
                  assertThat(got).hasSize(1);
                  return time;
                });
        Awaitility.await().until(() -> polling(raw, "waiting", topic) == 1);
        long sent = System.nanoTime();
        clients.producer(Client.V5).send(PeerMessage.of(topic, null, "wake " + i));
        delays.add((woken.get(10, TimeUnit.SECONDS) - sent) / 1_000_000);
      }
      assertThat(Collections.min(delays)).as("of %s ms", delays).isLessThan(50);
      assertThat(polling(raw, "waiting", topic)).isZero();
    }
  }

  private static int polling(RawConnection raw, String group, String topic) throws IOException {
    RawConnection.Answer answer =
        raw.call(
            Wire.POLLING_INFO, Map.of("consumerGroup", group, "topic", topic, "queueId", "-1"));
    return Integer.parseInt(answer.fields().get("pollingNum"));
  }

  @Test
  void shouldGiveOnlyWantedTags() throws IOException {
    String topic = Wire.topic(broker, "pop-tagged", 2);
    send(topic, "blue", 20);
    send(topic, "red", 5);
    try (PeerPop pop = pop("pop-tag-readers", topic)) {
      List<PeerMessage> got = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                PeerPop.Request request = PeerPop.Request.of(topic, 32, 1_000).tagged("red");
                got.addAll(pop.pop(request).messages());
                return got.size() >= 5;
              });
      assertThat(got).hasSize(5).allMatch(message -> "red".equals(message.tags()));
      // and again after their time, without the others
      List<PeerMessage> again = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                PeerPop.Request request =
                    PeerPop.Request.of(topic, 32, 30_000).tagged("red").waiting(500);
                again.addAll(pop.pop(request).messages());
                return again.size() >= 5;
              });
      assertThat(again).hasSize(5).allMatch(message -> "red".equals(message.tags()));
    }
  }

  @Test
  void shouldGiveOnlyWhatAConditionWants() throws IOException {
    String topic = Wire.topic(broker, "pop-sql", 2);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      Map<String, String> fields = popFields("sql-group", topic, 10_000);
      fields.put("expType", "SQL92");
      fields.put("exp", "size > 5 AND kind = 'x'");
      raw.write(RawConnection.frame(Wire.POP, 1, 0, fields, RawConnection.NO_BODY));
      Awaitility.await().until(() -> pollsHeld("sql-group", topic) == 1);
      for (int i = 0; i < 10; i++) {
        clients
            .producer(Client.V5)
            .send(
                PeerMessage.of(topic, null, "text " + i)
                    .withProperty("size", Integer.toString(i))
                    .withProperty("kind", i == 7 ? "x" : "y"));
      }
      // the one that waited is woken by what it wants, and by nothing else
      RawConnection.Answer answer = raw.read();
      assertThat(answer.code()).isZero();
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .contains("text 7")
          .doesNotContain("text 6", "text 8");
      fields.put("exp", "size >");
      assertThat(raw.call(Wire.POP, fields).code()).isNotZero();
    }
  }

  @Test
  void shouldRefuseMorePopsThanMayWait() throws IOException {
    String topic = Wire.topic(broker, "crowded", 1);
    Map<String, String> fields = popFields("crowd", topic, 60_000);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int i = 1; i <= 1_025; i++) {
        frames.writeBytes(RawConnection.frame(Wire.POP, i, 0, fields, RawConnection.NO_BODY));
      }
      raw.write(frames.toByteArray());
      RawConnection.Answer refused = raw.read();
      assertThat(refused.code()).isEqualTo(209);
      assertThat(pollsHeld("crowd", topic)).isEqualTo(1_024);
    }
  }

  @Test
  void shouldAnswerAHeldNotificationWhenAMessageComes() throws IOException {
    String topic = Wire.topic(broker, "announced", 1);
    Map<String, String> fields = popFields("listening", topic, 60_000);
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      raw.write(RawConnection.frame(Wire.NOTIFICATION, 1, 0, fields, RawConnection.NO_BODY));
      Awaitility.await().until(() -> pollsHeld("listening", topic) == 1);
      send(topic, null, 1);
      RawConnection.Answer answer = raw.read();
      assertThat(answer.code()).isZero();
      assertThat(answer.fields())
          .containsEntry("hasMsg", "true")
          .containsEntry("pollingFull", "false");
    }
  }

  private static int pollsHeld(String group, String topic) throws IOException {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      return polling(raw, group, topic);
    }
  }

  private static Map<String, String> popFields(String group, String topic, long pollMs) {
    Map<String, String> fields = new HashMap<>();
    fields.put("consumerGroup", group);
    fields.put("topic", topic);
    fields.put("queueId", "-1");
    fields.put("maxMsgNums", "32");
    fields.put("invisibleTime", "30000");
    fields.put("pollTime", Long.toString(pollMs));
    fields.put("bornTime", Long.toString(System.currentTimeMillis()));
    fields.put("initMode", "0");
    fields.put("order", "false");
    return fields;
  }

  @Test
  void shouldLetNewGroupsBeginAtTheEndOrTheStart() throws IOException {
    String topic = Wire.topic(broker, "begun", 1);
    send(topic, null, 3);
    try (PeerPop early = pop("early", topic)) {
      // the queue is young: RocketMQ gives all of it to those who ask for the end
      assertThat(early.pop(PeerPop.Request.of(topic, 32, 30_000).fromLastMessage()).messages())
          .hasSize(3);
    }
  }

  @Test
  void shouldShowMessagesWithoutTakingThem() throws IOException {
    String topic = Wire.topic(broker, "peeked", 2);
    send(topic, null, 6);
    Map<String, String> fields =
        Map.of("consumerGroup", "peeking", "topic", topic, "queueId", "-1", "maxMsgNums", "4");
    try (RawConnection raw = new RawConnection(broker.port("broker"));
        PeerPop pop = pop("peeking", topic)) {
      for (int i = 0; i < 2; i++) {
        RawConnection.Answer answer = raw.call(Wire.PEEK, fields);
        assertThat(answer.code()).isZero();
        assertThat(answer.fields().get("restNum")).isEqualTo("2");
        assertThat(answer.body().length).isPositive();
      }
      assertThat(notified(raw, "peeking", topic)).isTrue();
      List<PeerMessage> got = pop.pop(PeerPop.Request.of(topic, 32, 30_000)).messages();
      assertThat(got).hasSize(6);
      assertThat(raw.call(Wire.PEEK, fields).code()).isEqualTo(19);
      assertThat(notified(raw, "peeking", topic)).isFalse();
    }
  }

  private static boolean notified(RawConnection raw, String group, String topic)
      throws IOException {
    Map<String, String> fields = new HashMap<>();
    fields.put("consumerGroup", group);
    fields.put("topic", topic);
    fields.put("queueId", "-1");
    fields.put("pollTime", "0");
    fields.put("bornTime", Long.toString(System.currentTimeMillis()));
    fields.put("order", "false");
    RawConnection.Answer answer = raw.call(Wire.NOTIFICATION, fields);
    assertThat(answer.code()).isZero();
    assertThat(answer.fields()).containsEntry("pollingFull", "false");
    return Boolean.parseBoolean(answer.fields().get("hasMsg"));
  }

  @Test
  void shouldGiveAllAgainWhenTheGroupIsReset() throws IOException {
    String topic = Wire.topic(broker, "sent-back", 2);
    List<String> sent = send(topic, null, 20);
    clients.admin(Client.V5).run("updateSubGroup", "-c", "DefaultCluster", "-g", "going-back");
    try (PeerPop pop = pop("going-back", topic)) {
      List<PeerMessage> first = popAll(pop, topic, 20);
      first.forEach(each -> assertThat(pop.ack(each)).isEqualTo("OK"));
      List<String> more = send(topic, null, 3);
      popAll(pop, topic, 3);
      assertThat(
              clients
                  .admin(Client.V5)
                  .run("resetOffsetByTime", "-g", "going-back", "-t", topic, "-s", "0"))
          .containsPattern("broker-a\\s+0\\s+0")
          .containsPattern("broker-a\\s+1\\s+0");
      List<PeerMessage> again = popAll(pop, topic, 23);
      assertThat(again.stream().map(PeerMessage::text).toList())
          .containsAll(sent)
          .containsAll(more);
      again.forEach(each -> assertThat(pop.ack(each)).isEqualTo("OK"));
      clients.admin(Client.V5).run("skipAccumulatedMessage", "-g", "going-back", "-t", topic);
      assertThat(pop.pop(PeerPop.Request.of(topic, 32, 30_000).waiting(500)).messages()).isEmpty();
    }
  }

  @Test
  void shouldGiveMessagesAgainToAPopThatWaitsWhenTheGroupIsReset() throws Exception {
    String topic = Wire.topic(broker, "sent-back-waiting", 1);
    List<String> sent = send(topic, null, 5);
    clients.admin(Client.V5).run("updateSubGroup", "-c", "DefaultCluster", "-g", "waits-for-reset");
    try (PeerPop pop = pop("waits-for-reset", topic);
        RawConnection raw = new RawConnection(broker.port("broker"))) {
      popAll(pop, topic, 5).forEach(each -> assertThat(pop.ack(each)).isEqualTo("OK"));
      CompletableFuture<List<PeerMessage>> waiting =
          CompletableFuture.supplyAsync(
              () -> pop.pop(PeerPop.Request.of(topic, 32, 30_000).waiting(25_000)).messages());
      Awaitility.await().until(() -> polling(raw, "waits-for-reset", topic) == 1);
      long start = System.nanoTime();
      clients
          .admin(Client.V5)
          .run("resetOffsetByTime", "-g", "waits-for-reset", "-t", topic, "-s", "0");
      List<PeerMessage> again = waiting.get(30, TimeUnit.SECONDS);
      assertThat(again.stream().map(PeerMessage::text).toList()).isEqualTo(sent);
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(15));
    }
  }

  private static List<PeerMessage> popAll(PeerPop pop, String topic, int count) {
    List<PeerMessage> got = new ArrayList<>();
    Awaitility.await()
        .until(
            () -> {
              got.addAll(pop.pop(PeerPop.Request.of(topic, 32, 30_000).waiting(500)).messages());
              return got.size() >= count;
            });
    return got;
  }

  @Test
  void shouldRefuseWhatItCannotServe() throws IOException {
    String topic = Wire.topic(broker, "refused-pop", 1);
    send(topic, null, 1);
    try (PeerPop pop = pop("refused", topic)) {
      assertThatThrownBy(() -> pop.pop(PeerPop.Request.of(topic, 33, 1_000)))
          .hasMessageContaining("CODE: 29")
          .hasMessageContaining("greater than 32");
      assertThatThrownBy(() -> pop.pop(PeerPop.Request.of("no-such-topic", 1, 1_000)))
          .hasMessageContaining("CODE: 17");
      PeerMessage message = pop.pop(PeerPop.Request.of(topic, 1, 30_000)).messages().get(0);
      String handle = message.properties().getOrDefault("POP_CK", "");
      String wrong = handle.substring(0, handle.lastIndexOf(' ')) + " 9999";
      // the client has no name for code 208 but this
      assertThat(pop.ack(message, wrong)).isEqualTo("NO_EXIST");
    }
  }

  private static PeerPop pop(String group, String topic) {
    return Client.V5.peer().pop(group, broker.namesrv(), topic);
  }

  private static List<String> send(String topic, @Nullable String tag, int count) {
    List<String> texts = IntStream.range(0, count).mapToObj(i -> "text " + i).toList();
    long before = inQueues(topic);
    texts.forEach(text -> clients.producer(Client.V5).send(PeerMessage.of(topic, tag, text)));
    Awaitility.await().until(() -> inQueues(topic) == before + count);
    return texts;
  }

  private static long inQueues(String topic) {
    PeerPull pull = clients.pull(Client.V5);
    return pull.fetchQueues(topic).stream().mapToLong(pull::maxOffset).sum();
  }
}
