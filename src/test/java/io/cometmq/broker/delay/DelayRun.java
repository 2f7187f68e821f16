package io.cometmq.broker.delay;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.metrics.DelayStats;
import io.cometmq.model.Permission;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.record.MessageDraft;
import io.cometmq.store.MessageStore;
import io.cometmq.store.dispatch.DispatchListener;
import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.testkit.ManualClock;
import io.cometmq.testkit.StoreDriver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * One seeded run of delayed messages against a real store, with kills at any point of a batch. The
 * clock is moved by hand. Owned by one test.
 */
final class DelayRun {
  private static final String TOPIC = "topic";
  private static final long HOUR_MS = 3_600_000;

  private final Random random;
  private final Path directory;
  private final ManualClock clock = new ManualClock(1_800_000_000_000L);
  private final TopicTable topics = new TopicTable(clock);
  private final DelayStats stats = new DelayStats(new SimpleMeterRegistry());
  private final DetourRules detours;
  private final DelayProgress progress = new DelayProgress();

  // what should come, and when
  private final Map<String, Long> due = new HashMap<>();
  private final Map<String, Integer> delivered = new HashMap<>();
  private final List<String> timed = new ArrayList<>();
  private final List<String> recalled = new ArrayList<>();
  private int kills;
  private int rolled;
  private long deletedBytes;

  private MessageStore store;
  private WaitingMessages waiting;
  private byte[] saved;

  DelayRun(long seed, Path directory) throws IOException {
    this.random = new Random(seed);
    this.directory = directory;
    this.store = open();
    this.detours =
        new DetourRules(
            store.options().delayLevels(), 100 * HOUR_MS, 1_000_000, progress::waitingForTime);
    topics.put(TopicConfig.of(TOPIC, 4, Permission.READ | Permission.WRITE));
    this.saved = DelayStateFile.encode(new DelayState(Map.of(), 0, DelayState.Timers.NONE), 1);
    this.waiting = start();
  }

  private MessageStore open() {
    MessageStore opened = MessageStore.open(StoreDriver.smallFiles(directory), clock);
    opened.keepFrom(progress::neededFrom);
    return opened;
  }

  private DelayState savedState() throws IOException {
    return DelayStateFile.decode(saved, store.commitLog().endPosition(), DelayState.Timers.NONE);
  }

  private WaitingMessages start() throws IOException {
    DelayState state = savedState();
    DeliveredCopies copies =
        DeliveredCopies.find(
            store.commitLog(), state.logPosition(), store.commitLog().endPosition());
    return new WaitingMessages(store, topics, stats, clock, state, copies);
  }

  int kills() {
    return kills;
  }

  int rolled() {
    return rolled;
  }

  int recalled() {
    return recalled.size();
  }

  long deletedBytes() {
    return deletedBytes;
  }

  void run(int steps) throws IOException {
    for (int i = 0; i < steps; i++) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> sendTimed("t" + i);
        case 3, 4 -> sendDelayed("d" + i);
        case 5 -> recall();
        case 6 -> clock.advance(random.nextInt(1 << (1 + random.nextInt(20))));
        case 7 -> upkeep();
        case 8 -> {
          if (random.nextInt(20) == 0) {
            reopen();
          }
        }
        default -> turn(true);
      }
    }
    for (int i = 0; i < 200; i++) {
      clock.advance(HOUR_MS / 4);
      upkeep();
      while (turn(i < 150)) {
        // until nothing more is due
      }
    }
    store.close();
  }

  private MessageDraft message(String id) {
    MessageDraft draft = new MessageDraft();
    draft.topic = TOPIC;
    draft.queueId = random.nextInt(4);
    draft.bornTimestamp = clock.millis();
    draft.body = (id + " ".repeat(random.nextInt(500))).getBytes(StandardCharsets.UTF_8);
    draft.properties.put(PropertyNames.UNIQ_KEY, id);
    return draft;
  }

  private void sendTimed(String id) {
    long aheadMs = 1 + random.nextLong(1L << (1 + random.nextInt(24)));
    MessageDraft draft = message(id);
    due.put(id, clock.millis() + aheadMs);
    timed.add(id);
    draft.properties.put(PropertyNames.TIMER_DELAY_MS, Long.toString(aheadMs));
    detours.apply(draft, clock.millis());
    append(draft);
  }

  private void sendDelayed(String id) {
    int level = 1 + random.nextInt(18);
    MessageDraft draft = message(id);
    due.put(id, clock.millis() + store.options().delayLevels().delayMs(level));
    draft.properties.put(PropertyNames.DELAY, Integer.toString(level));
    detours.apply(draft, clock.millis());
    append(draft);
  }

  private void recall() {
    if (timed.isEmpty()) {
      return;
    }
    String id = timed.get(random.nextInt(timed.size()));
    long dueMs = due(id);
    if (dueMs <= clock.millis() || recalled.contains(id)) {
      return;
    }
    recalled.add(id);
    MessageDraft draft = message("r" + id);
    draft.topic = TopicNames.TIMER;
    draft.queueId = 0;
    draft.properties.put(PropertyNames.TIMER_DEL_UNIQUE_KEY, Recalls.key(TOPIC, id));
    draft.properties.put(PropertyNames.REAL_TOPIC, TOPIC);
    draft.properties.put(PropertyNames.TIMER_OUT_MS, Long.toString(dueMs));
    append(draft);
  }

  private long due(String id) {
    return Objects.requireNonNull(due.get(id), id);
  }

  private AppendRequest append(MessageDraft draft) {
    AppendRequest request = new AppendRequest();
    request.records = draft.encode();
    request.queue = store.queues().getOrCreate(draft.topic, draft.queueId);
    if (store.commitLog().append(request) != AppendStatus.OK) {
      throw new IllegalStateException("the append ended with " + request.status);
    }
    store.commitLog().publish();
    int records = 1;
    while (records > 0) {
      records =
          store.dispatcher().dispatch(store.commitLog().endPosition(), 64, DispatchListener.NONE);
    }
    return request;
  }

  private void upkeep() throws IOException {
    waiting.publish(progress, savedState());
    store.commitLog().prepareNext();
    store.commitLog().flush();
    store.flushDerived();
    long before = store.commitLog().minPosition();
    store.deleteExpired();
    deletedBytes += store.commitLog().minPosition() - before;
  }

  /** What the verticle does; says whether anything was due. */
  private boolean turn(boolean mayBeKilled) throws IOException {
    waiting.read();
    if (waiting.isSettled() && random.nextInt(4) == 0) {
      saved = DelayStateFile.encode(waiting.state(), 1);
    }
    List<DueMessage> batch = waiting.take(random.nextInt(3) == 0);
    boolean killed = mayBeKilled && random.nextInt(8) == 0;
    for (DueMessage message : batch) {
      MessageDraft draft = waiting.draft(message);
      // any part of a batch may be stored when it ends so: the disk may have refused some
      if (draft != null && !(killed && random.nextBoolean())) {
        append(draft);
        note(message, draft);
      }
    }
    if (killed) {
      kill();
    } else {
      waiting.done();
    }
    return !batch.isEmpty();
  }

  private void note(DueMessage message, MessageDraft draft) {
    if (message.kind() == DueMessage.Kind.ROLLED) {
      rolled++;
      return;
    }
    String id = Objects.requireNonNull(draft.property(PropertyNames.UNIQ_KEY));
    if (due(id) > clock.millis()) {
      throw new AssertionError(id + " came " + (due(id) - clock.millis()) + " ms early");
    }
    if (!draft.topic.equals(TOPIC)) {
      throw new AssertionError(id + " went to " + draft.topic);
    }
    delivered.merge(id, 1, Integer::sum);
  }

  private void kill() throws IOException {
    kills++;
    waiting = start();
  }

  private void reopen() throws IOException {
    store.close();
    store = open();
    kill();
  }

  /** Messages that came another number of times than they should have, in words. */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    due.forEach(
        (id, dueMs) -> {
          int count = delivered.getOrDefault(id, 0);
          if (count != (recalled.contains(id) ? 0 : 1)) {
            wrong.add(id + (recalled.contains(id) ? ", taken back," : "") + " came " + count);
          }
        });
    return wrong;
  }
}
