package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.CometClient;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.it.MixedGroup.Handled;
import io.cometmq.model.MessageQueue;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.testkit.RocketMqProcess;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Official members and ours in one group: they come, go and die while messages are sent. */
@Execution(ExecutionMode.CONCURRENT)
final class MixedGroupIT {
  private static final Logger LOG = LoggerFactory.getLogger(MixedGroupIT.class);
  private static final int QUEUES = 4;
  private static final int STEP = 40;
  private static final boolean[] BOTH_KINDS = {false, true};

  private static BrokerProcess comet;
  private static RocketMqProcess rocket;
  private static Vertx vertx;

  enum Server {
    COMET,
    ROCKETMQ;

    String namesrv() {
      return this == COMET ? comet.namesrv() : rocket.namesrv();
    }
  }

  @BeforeAll
  static void start(@TempDir Path ours, @TempDir Path theirs) throws IOException {
    comet = BrokerProcess.start(ours);
    rocket = RocketMqProcess.start(theirs);
    try (RawConnection namesrv = new RawConnection(rocket.namesrvPort())) {
      // the pattern for new topics: the broker is registered
      patiently().until(() -> namesrv.call(Wire.ROUTE, Map.of("topic", "TBW102")).code() == 0);
    }
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
    rocket.close();
    comet.close();
  }

  @ParameterizedTest
  @CsvSource({"COMET, false", "COMET, true", "ROCKETMQ, false", "ROCKETMQ, true"})
  void shouldLoseNothingWhenMembersOfBothKindsComeGoAndDie(
      Server server, boolean orderly, @TempDir Path directory) throws Exception {
    String name = "mixed-" + (orderly ? "ordered-" : "concurrent-") + server;
    MixedGroup group =
        new MixedGroup(
            server.namesrv(), name, name + "-topic", orderly, directory.resolve("handled.txt"));
    try (Traffic traffic = new Traffic(group);
        PeerConsumer theirs = group.official("official");
        Member ours = new Member(group, "ours")) {
      Runnable settled =
          () ->
              patiently()
                  .until(() -> share(group, theirs) + ours.share() == QUEUES && ours.share() == 2);
      settled.run();
      try (PeerConsumer guest = group.official("official-leaving")) {
        awaitWork(group, "official-leaving", traffic);
        assertThat(guest.assigned()).isNotEmpty();
      }
      settled.run();
      try (Member guest = new Member(group, "ours-leaving")) {
        awaitWork(group, "ours-leaving", traffic);
        assertThat(guest.share()).isPositive();
      }
      settled.run();
      // RocketMQ keeps a dead member's locks for a minute, so nobody dies there in order
      boolean[] kinds = orderly && server == Server.ROCKETMQ ? new boolean[0] : BOTH_KINDS;
      for (boolean kind : kinds) {
        String member = kind ? "ours-killed" : "official-killed";
        Process victim = MemberMain.start(kind, member, group);
        try {
          awaitWork(group, member, traffic);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
          throw new AssertionError(
              "%s, %s; it said: %s"
                  .formatted(
                      member,
                      victim.isAlive() ? "which runs" : "which has ended",
                      MemberMain.output(member, group)),
              e);
        } finally {
          victim.destroyForcibly().waitFor();
        }
        settled.run();
      }
      traffic.end();
      patiently().until(() -> texts(group).size() == traffic.sent());
      check(server, group, traffic);
      Map<String, Integer> counts = new TreeMap<>();
      again(group.handled()).forEach((member, handled) -> counts.put(member, handled.size()));
      LOG.info("{}: {} sent; twice, by who was first: {}", name, traffic.sent(), counts);
    }
  }

  /**
   * The official client notes no offset for what it was handling when it gave up the queue, though
   * it handed the queue back only afterwards: the next member gets that one message again.
   */
  @ParameterizedTest
  @EnumSource
  void shouldBringAgainWhatAnOfficialMemberWasHandlingWhenItGaveUpTheQueue(
      Server server, @TempDir Path directory) {
    String name = "given-up-" + server;
    MixedGroup group =
        new MixedGroup(server.namesrv(), name, name + "-topic", true, directory.resolve("handled"));
    CompletableFuture<PeerConsumer> started = new CompletableFuture<>();
    try (Traffic traffic = new Traffic(group);
        PeerConsumer theirs =
            group.official(
                "official",
                text -> {
                  if (text.endsWith(" 0")) {
                    PeerConsumer official = started.join();
                    patiently().until(() -> kept(group, official) < QUEUES);
                  }
                })) {
      patiently().until(() -> share(group, theirs) == QUEUES);
      started.complete(theirs);
      patiently().until(() -> group.countBy("official") == QUEUES);
      try (Member ours = new Member(group, "ours")) {
        patiently().until(() -> group.countBy("ours") >= STEP && ours.share() == 2);
      }
      traffic.end();
      Map<String, List<Handled>> again = again(group.handled());
      assertThat(again).containsOnlyKeys("official");
      assertThat(again.get("official")).hasSize(2).allMatch(each -> each.number() == 0);
      for (int queue = 0; queue < QUEUES; queue++) {
        assertNothingSkipped(group, queue);
      }
    }
  }

  private static void check(Server server, MixedGroup group, Traffic traffic) {
    assertThat(texts(group)).hasSize(traffic.sent());
    Map<String, List<Handled>> again = again(group.handled());
    assertNothingAgainAfterLeaving(group, "ours-leaving");
    for (String victim : List.of("official-killed", "ours-killed")) {
      assertOnlyLastAgain(group, victim, again.getOrDefault(victim, List.of()));
    }
    if (group.orderly()) {
      // queues change hands only when their locks are free, and then all is committed
      assertThat(again).doesNotContainKey("ours");
      if (server == Server.COMET) {
        // RocketMQ may unlock a queue before it has read the official member's commit
        assertOnlyAtHandover(group, again.getOrDefault("official", List.of()));
      }
      for (int queue = 0; queue < QUEUES; queue++) {
        assertNothingSkipped(group, queue);
      }
    }
  }

  /**
   * A member of ours ends and commits what it has begun before it goes. When it comes, the one that
   * had its queues may go on for a moment.
   */
  private static void assertNothingAgainAfterLeaving(MixedGroup group, String member) {
    List<Handled> all = group.handled();
    int left = all.stream().map(Handled::member).toList().lastIndexOf(member);
    Set<String> before = new HashSet<>();
    all.stream()
        .filter(each -> each.member().equals(member))
        .forEach(each -> before.add(each.text()));
    assertThat(all.subList(left + 1, all.size()))
        .extracting(Handled::text)
        .doesNotContainAnyElementsOf(before);
  }

  /**
   * What one was the first to handle that was killed comes again from where it had not committed,
   * and on. By their numbers, since a concurrent member may handle them in another order.
   */
  private static void assertOnlyLastAgain(MixedGroup group, String victim, List<Handled> again) {
    Set<Handled> repeated = new HashSet<>(again);
    for (int queue = 0; queue < QUEUES; queue++) {
      int mine = queue;
      List<Boolean> comesAgain =
          first(group.handled()).values().stream()
              .filter(each -> each.member().equals(victim) && each.queue() == mine)
              .sorted(Comparator.comparingInt(Handled::number))
              .map(repeated::contains)
              .toList();
      assertThat(comesAgain).as("what %s has handled of queue %d", victim, queue).isSorted();
    }
  }

  /** What comes again was the last that its member handled before another one took the queue. */
  private static void assertOnlyAtHandover(MixedGroup group, List<Handled> again) {
    List<Handled> all = group.handled();
    for (Handled each : again) {
      Handled next =
          all.subList(all.indexOf(each) + 1, all.size()).stream()
              .filter(later -> later.queue() == each.queue())
              .findFirst()
              .orElseThrow();
      assertThat(next.text()).as("next of its queue after %s", each).isEqualTo(each.text());
      assertThat(next.member()).as("who got %s again", each).isNotEqualTo(each.member());
    }
  }

  /** What was handled may come again, but nothing before all that is in front of it. */
  private static void assertNothingSkipped(MixedGroup group, int queue) {
    int next = 0;
    for (Handled each : group.handled()) {
      if (each.queue() == queue) {
        assertThat(each.number()).as("next of queue %d", queue).isLessThanOrEqualTo(next);
        next = Math.max(next, each.number() + 1);
      }
    }
  }

  /** Who handled each message first, by its text. */
  private static Map<String, Handled> first(List<Handled> all) {
    Map<String, Handled> first = new HashMap<>();
    all.forEach(each -> first.putIfAbsent(each.text(), each));
    return first;
  }

  /** What came again, by who had handled it first. */
  private static Map<String, List<Handled>> again(List<Handled> all) {
    Map<String, Handled> first = new HashMap<>();
    Map<String, List<Handled>> again = new TreeMap<>();
    for (Handled each : all) {
      Handled before = first.putIfAbsent(each.text(), each);
      if (before != null) {
        again.computeIfAbsent(before.member(), member -> new ArrayList<>()).add(before);
      }
    }
    return again;
  }

  private static Set<String> texts(MixedGroup group) {
    Set<String> texts = new HashSet<>();
    group.handled().forEach(each -> texts.add(each.text()));
    return texts;
  }

  private static void awaitWork(MixedGroup group, String member, Traffic traffic) {
    patiently().failFast(traffic::assertGoing).until(() -> group.countBy(member) >= STEP);
  }

  private static long share(MixedGroup group, PeerConsumer member) {
    return ofTopic(group, member.assigned());
  }

  /** How many of its share it has not given up. */
  private static long kept(MixedGroup group, PeerConsumer member) {
    return share(group, member) - ofTopic(group, member.dropped());
  }

  private static long ofTopic(MixedGroup group, List<PeerQueue> queues) {
    return queues.stream().filter(queue -> queue.topic().equals(group.topic())).count();
  }

  /** A consumer that has missed something tries again every 20 seconds. */
  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  /** A member of ours in this process. Owned by the test. */
  private static final class Member implements AutoCloseable {
    private final MixedGroup group;
    private final CometClient client;
    private final GroupConsumer consumer;

    Member(MixedGroup group, String name) {
      this.group = group;
      client = CometClient.create(vertx, group.client());
      consumer =
          ClientScenarios.get(
              client.consume(
                  group.ourOptions(),
                  message -> {
                    group.note(name, message.text());
                    return Future.succeededFuture();
                  }));
    }

    long share() {
      return ClientScenarios.get(consumer.assigned()).stream()
          .filter(queue -> queue.topic().equals(group.topic()))
          .count();
    }

    @Override
    public void close() {
      ClientScenarios.get(client.close());
    }
  }

  /** Messages for all queues until it ends. Owned by the test. */
  private static final class Traffic implements AutoCloseable {
    private static final long PAUSE_MS = 40;

    private final CometClient client;
    private final Producer producer;
    private final AtomicIntegerArray sent = new AtomicIntegerArray(QUEUES);
    private final List<Future<Void>> queues = new ArrayList<>();

    // read by timers
    private volatile boolean ended;

    Traffic(MixedGroup group) {
      client = CometClient.create(vertx, group.client());
      producer =
          client.producer(ProducerOptions.of("traffic").withAttempts(1, MixedGroup.PATIENCE));
      MessageQueue first =
          ClientScenarios.get(
                  producer.send(Message.of(group.topic(), "0 0"), (all, message) -> all.get(0)))
              .queue();
      sent.set(0, 1);
      Awaitility.await()
          .until(() -> ClientScenarios.get(client.queues(group.topic())).size() == QUEUES);
      for (int i = 0; i < QUEUES; i++) {
        Promise<Void> over = Promise.promise();
        queues.add(over.future());
        sendOn(new MessageQueue(group.topic(), first.brokerName(), i), over);
      }
    }

    /** One after the other, so that they are stored in their order. */
    private void sendOn(MessageQueue queue, Promise<Void> over) {
      if (ended) {
        over.complete();
        return;
      }
      int number = sent.get(queue.queueId());
      producer
          .send(
              Message.of(queue.topic(), queue.queueId() + " " + number), QueueSelector.queue(queue))
          .onFailure(over::fail)
          .onSuccess(
              receipt -> {
                sent.incrementAndGet(queue.queueId());
                vertx.setTimer(PAUSE_MS, pause -> sendOn(queue, over));
              });
    }

    /** A queue that gets nothing more gives nobody work. */
    void assertGoing() {
      for (Future<Void> queue : queues) {
        if (queue.failed()) {
          throw new AssertionError("a message could not be sent", queue.cause());
        }
      }
    }

    int sent() {
      return IntStream.range(0, QUEUES).map(sent::get).sum();
    }

    /** Fails when a message could not be sent. */
    void end() {
      ended = true;
      ClientScenarios.get(Future.join(queues));
    }

    @Override
    public void close() {
      ended = true;
      ClientScenarios.get(client.close());
    }
  }
}
