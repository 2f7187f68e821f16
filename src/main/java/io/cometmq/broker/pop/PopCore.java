package io.cometmq.broker.pop;

import io.cometmq.broker.group.ConsumerOffsetTable;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.persistence.OrderInfoFile;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.LoopTask;
import io.cometmq.bus.ServiceLoop;
import io.cometmq.model.TopicNames;
import io.cometmq.store.MessageStore;
import io.cometmq.store.read.MessageReader;
import io.cometmq.store.read.OffsetSearch;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Hands out messages one by one, takes acknowledgements, and knows what is in flight. Owned by the
 * pop context.
 */
public final class PopCore implements TurnWork {
  private final Map<ConsumerOffsetTable.TopicGroup, PopGroup> groups = new HashMap<>();
  private final Deque<PopCall> later = new ArrayDeque<>();
  private final InFlight inFlight = new InFlight();
  private final MessageStore store;
  private final TopicTable topics;
  private final Clock clock;
  private final boolean retryTopicV2;
  private final WorkerExecutor coldReads;
  private final LoopProxy loops;
  private final ReviveLog reviveLog;
  private final PopOffsets offsets;
  private final Waiters waiters;
  private final Notes notes;
  private final Acks acks = new Acks(this);
  private final Hiding hiding = new Hiding(this);
  private final ReviveUpkeep reviveUpkeep;
  private final Vertx vertx;
  private final PopTurn turn;
  private final int service;
  private int loop;
  private boolean mayBlock;
  private boolean noteTimer;
  private long orderChanges;
  private List<LoopTask> finished = List.of();

  // read by the metrics
  private volatile int messagesInFlight;
  private volatile int callsWaiting;

  /** Creates the core; used on the pop context only. */
  PopCore(
      Vertx vertx, PopParts parts, ReviveLog reviveLog, PopTurn turn, WorkerExecutor coldReads) {
    this.vertx = vertx;
    this.turn = turn;
    this.service = ServiceLoop.POP.number(parts.loops());
    this.loop = service;
    this.store = parts.store();
    this.topics = parts.topics();
    this.clock = parts.clock();
    this.retryTopicV2 = parts.retryTopicV2();
    this.coldReads = coldReads;
    this.loops = new LoopProxy(vertx, ServiceLoop.total(parts.loops()));
    this.reviveLog = reviveLog;
    DispatchProxy<GroupState> dispatch = parts.dispatch();
    this.offsets = new PopOffsets(parts.offsets(), dispatch, new OffsetSearch(store.commitLog()));
    this.notes = new Notes(reviveLog, offsets);
    this.reviveUpkeep = new ReviveUpkeep(reviveLog, offsets, notes, inFlight, clock);
    this.waiters = new Waiters(this, dispatch, store.queues(), service, turn);
  }

  // what requests do

  void pop(PopCall call) {
    if (!attempt(call)) {
      hold(call);
    }
  }

  boolean attempt(PopCall call) {
    PopGroup group = group(call.request().topic(), call.request().group());
    return new PopAttempt(
            this,
            call,
            group,
            call.request().ordered() ? OrderedBatch.REVIVE_QUEUE : reviveLog.queueAt(nowMs()))
        .run();
  }

  void ack(AckCall call) {
    acks.add(call);
  }

  void changeInvisible(InvisibleCall call) {
    hiding.change(call);
  }

  /** Whether there is something for a group now. */
  boolean hasMessages(PopGroup group, int queueId, boolean ordered) {
    long now = nowMs();
    for (PopQueue queue : group.main()) {
      boolean asked = queueId == PopRequest.ALL_QUEUES || queueId == queue.queue.queueId();
      if (asked && !(ordered && queue.isBlocked(null, now)) && offsets.behind(queue) > 0) {
        return true;
      }
    }
    for (PopQueue queue : group.retry()) {
      if (!ordered && offsets.behind(queue) > 0) {
        return true;
      }
    }
    return false;
  }

  /** How many requests of a group wait for a queue, or for all. */
  public int waiting(String topic, String group, int queueId) {
    return waiters.size(new WaitList.Key(topic, group, queueId));
  }

  void peek(PeekCall call) {
    PopRequest request = call.request();
    PopGroup group = group(request.topic(), request.group());
    List<PeekCall.Place> places = new ArrayList<>();
    long rest = 0;
    for (PopQueue queue : group.main()) {
      int id = queue.queue.queueId();
      if (request.queueId() == PopRequest.ALL_QUEUES || request.queueId() == id) {
        rest += offsets.behind(queue);
        places.add(new PeekCall.Place(queue.queue, offsets.peek(queue)));
      }
    }
    for (PopQueue queue : group.retry()) {
      rest += offsets.behind(queue);
      places.add(new PeekCall.Place(queue.queue, offsets.peek(queue)));
    }
    long behind = rest;
    within(coldReads.executeBlocking(() -> call.read(store.reader(), places), false))
        .onComplete(
            done -> {
              call.answer(
                  done.succeeded()
                      ? PeekCall.answer(done.result(), behind)
                      : PopAnswer.failed(done.cause()));
              done(call);
            });
  }

  // what attempts need

  /** The same future, completed within a turn. */
  <T> Future<T> within(Future<T> future) {
    Promise<T> promise = Promise.promise();
    future.onComplete(done -> turn.enter(PopTurn.NO_LOOP, () -> promise.handle(done)));
    return promise.future();
  }

  /** Does something in a while, within a turn. */
  void after(long delayMs, Runnable work) {
    vertx.setTimer(delayMs, id -> turn.enter(PopTurn.NO_LOOP, work));
  }

  /** Whether this turn may wait for the disk. */
  boolean mayBlock() {
    return mayBlock;
  }

  long nowMs() {
    return clock.millis();
  }

  MessageReader reader() {
    return store.reader();
  }

  WorkerExecutor coldReads() {
    return coldReads;
  }

  PopOffsets offsets() {
    return offsets;
  }

  InFlight inFlight() {
    return inFlight;
  }

  ReviveLog reviveLog() {
    return reviveLog;
  }

  Notes notes() {
    return notes;
  }

  Waiters waiters() {
    return waiters;
  }

  PopGroup group(String topic, String name) {
    PopGroup group =
        groups.computeIfAbsent(
            new ConsumerOffsetTable.TopicGroup(topic, name),
            missing -> new PopGroup(topic, name, retryTopicV2, store.queues(), topics));
    group.refresh(nowMs());
    return group;
  }

  /** Looks once more in the next turn. */
  void later(PopCall call) {
    later.add(call);
  }

  /** Goes on with a call that had to wait for the disk. */
  void goOn(PopCall call, BooleanSupplier attempt) {
    if (!attempt.getAsBoolean()) {
      hold(call);
    }
  }

  /** A queue can be read again. */
  void wake(PopGroup group, PopQueue queue) {
    waiters.wake(group, queue.retry ? PopRequest.ALL_QUEUES : queue.queue.queueId());
  }

  void answer(PopCall call, PopAnswer answer) {
    call.answer(answer);
    loops.add(call);
  }

  void answerEmpty(PopCall call, PopAnswer.Status status) {
    int queue = call.request().ordered() ? OrderedBatch.REVIVE_QUEUE : reviveLog.queueAt(nowMs());
    answer(call, PopAnswer.empty(status, nowMs(), queue, 0));
  }

  void done(LoopTask task) {
    loops.add(task);
  }

  private void hold(PopCall call) {
    PopRequest request = call.request();
    hold(call, group(request.topic(), request.group()), request.queueId());
  }

  /** Lets a request wait, if it wants to and there is room. */
  void hold(Waiter waiter, PopGroup group, int queueId) {
    if (waiter.deadlineMs() <= nowMs()) {
      waiter.expire(this);
    } else if (!waiters.add(waiter, group, queueId, nowMs())) {
      waiter.refuse(this);
    }
  }

  // restarts and upkeep

  /** What is out in order has changed. */
  void orderChanged() {
    orderChanges++;
  }

  /** How often that was. */
  long orderChanges() {
    return orderChanges;
  }

  /** What is out in order now. */
  List<OrderInfoFile.Entry> orderInfo() {
    List<OrderInfoFile.Entry> entries = new ArrayList<>();
    for (PopGroup group : groups.values()) {
      for (PopQueue queue : group.known()) {
        OrderedBatch batch = queue.ordered;
        if (batch != null && batch.firstOpen() < batch.end()) {
          entries.add(batch.toSave(queue));
        }
      }
    }
    return entries;
  }

  /** A group was handed out messages before this offset, as the revive log knows. */
  void restored(ChunkId id, long end) {
    PopQueue queue = group(originalTopic(id), id.group()).find(id.topic(), id.queueId());
    if (queue != null) {
      offsets.restore(queue, end);
    }
  }

  /** The topic whose retries are in this one; itself when it is none of those. */
  static String originalTopic(ChunkId id) {
    String prefix = TopicNames.popRetryTopic(id.group(), "");
    String newer = TopicNames.popRetryTopicV2(id.group(), "");
    boolean isRetry = id.topic().startsWith(prefix) || id.topic().startsWith(newer);
    return isRetry ? id.topic().substring(prefix.length()) : id.topic();
  }

  /** What is to be done now and then. */
  void keepUp() {
    notes.retry();
    reviveUpkeep.commit();
  }

  // turns

  @Override
  public void begin(int here, boolean onWorker) {
    loop = here >= 0 && here < service ? here : service;
    mayBlock = onWorker;
  }

  @Override
  public List<LoopTask> takeFinished() {
    List<LoopTask> tasks = finished;
    finished = List.of();
    return tasks;
  }

  /** Messages that were handed out and not acknowledged; any thread. */
  int messagesInFlight() {
    return messagesInFlight;
  }

  /** Requests that wait for a message; any thread. */
  int callsWaiting() {
    return callsWaiting;
  }

  @Override
  public void endTurn() {
    acks.endTurn();
    waiters.flush();
    finished = loop == service ? List.of() : loops.take(loop);
    loops.flush();
    reviveLog.flush(loop);
    if (notes.isWaiting() && !noteTimer) {
      noteTimer = true;
      after(Notes.WAIT_MS, this::writeNotes);
    }
    messagesInFlight = inFlight.messages();
    callsWaiting = waiters.size();
  }

  private void writeNotes() {
    noteTimer = false;
    notes.write(nowMs());
  }

  /** What has come until now is written before the broker goes away. */
  void lastTurn() {
    waiters.expireAll();
    notes.write(Long.MAX_VALUE);
    acks.save();
    reviveUpkeep.commit();
  }

  @Override
  public boolean hasLater() {
    return !later.isEmpty();
  }

  @Override
  public void runLater() {
    int count = later.size();
    for (int i = 0; i < count; i++) {
      PopCall call = later.poll();
      if (call != null && !call.isAbandoned()) {
        pop(call);
      }
    }
  }
}
