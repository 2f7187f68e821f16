package io.cometmq.broker.pop;

import io.cometmq.broker.group.GroupState;
import io.cometmq.bus.DispatchEvent;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.filter.MessageFilter;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests that found nothing and wait. One watch for each queue and filter waits in dispatch and
 * comes back when a message arrives, however many requests there are. Owned by the pop context.
 */
final class Waiters {
  /** Most requests that wait for the same, and most that wait at all, as RocketMQ has it. */
  static final int MOST_ALIKE = 1_024;

  static final int MOST = 100_000;

  /** A watch that nothing arrives for comes back now and then, so that none is kept for ever. */
  private static final long WATCH_MS = 300_000;

  private final PopCore core;
  private final DispatchProxy<GroupState> dispatch;
  private final ConsumeQueueTable queues;
  private final int loop;
  private final PopTurn turn;
  private final Map<WaitList.Key, WaitList> lists = new HashMap<>();
  private final Map<WaitList.Watched, Watch> watches = new HashMap<>();
  private final DueTimes<Waiter> deadlines = new DueTimes<>();
  private final Deque<Watch> unparked = new ArrayDeque<>();
  private final Set<WaitList> ordered = new LinkedHashSet<>();
  private int size;

  Waiters(
      PopCore core,
      DispatchProxy<GroupState> dispatch,
      ConsumeQueueTable queues,
      int loop,
      PopTurn turn) {
    this.turn = turn;
    this.core = core;
    this.dispatch = dispatch;
    this.queues = queues;
    this.loop = loop;
  }

  /** How many wait. */
  int size() {
    return size;
  }

  /** How many wait for this. */
  int size(WaitList.Key key) {
    WaitList list = lists.get(key);
    return list == null ? 0 : list.waiters.size();
  }

  /**
   * Lets a request wait that has just found nothing.
   *
   * @return false when too many wait already
   */
  boolean add(Waiter waiter, PopGroup group, int queueId, long nowMs) {
    WaitList.Key key = new WaitList.Key(group.topic, group.group, queueId);
    WaitList list = lists.computeIfAbsent(key, missing -> new WaitList(key, group));
    if (size >= MOST || list.waiters.size() >= MOST_ALIKE) {
      return false;
    }
    list.waiters.add(waiter);
    waiter.list = list;
    if (waiter.ordered()) {
      ordered.add(list);
    }
    size++;
    deadlines.add(waiter, waiter.deadlineMs());
    arm(list, waiter.filter(), nowMs);
    return true;
  }

  /** Answers those whose time is over. */
  void expire(long nowMs) {
    deadlines.drain(
        nowMs,
        Integer.MAX_VALUE,
        waiter -> {
          WaitList list = waiter.list;
          if (list != null && list.waiters.remove(waiter)) {
            waiter.list = null;
            size--;
            waiter.expire(core);
          }
        });
  }

  /** Gives those who wait for a group's messages another chance. */
  void wake(PopGroup group, int queueId) {
    wake(lists.get(new WaitList.Key(group.topic, group.group, queueId)));
    if (queueId != PopRequest.ALL_QUEUES) {
      wake(lists.get(new WaitList.Key(group.topic, group.group, PopRequest.ALL_QUEUES)));
    }
  }

  /** Wakes those whose queues give again what was not acknowledged in time. */
  void wakeOrdered(long nowMs) {
    if (ordered.isEmpty()) {
      return;
    }
    ordered.removeIf(list -> list.waiters.isEmpty());
    for (WaitList list : List.copyOf(ordered)) {
      for (PopQueue queue : list.group.main()) {
        OrderedBatch batch = queue.ordered;
        if (batch != null && batch.firstOpen() < batch.end() && !batch.isBlocked(null, nowMs)) {
          wake(list);
          break;
        }
      }
    }
  }

  /** Hands over the watches that dispatch had no room for. */
  void flush() {
    while (!unparked.isEmpty() && dispatch.offer(new DispatchEvent.Park(unparked.peek()))) {
      unparked.remove();
    }
  }

  /** Lets all go: the broker is going away. */
  void expireAll() {
    expire(Long.MAX_VALUE - DueTimes.SLOT_MS);
  }

  private void firedOutside(Watch watch) {
    turn.enter(loop, () -> fired(watch));
  }

  private void fired(Watch watch) {
    WaitList.Watched watched = new WaitList.Watched(watch.queue(), watch.filter());
    watches.remove(watched, watch);
    for (WaitList list : watch.lists) {
      list.watched.remove(watched);
      // an operator may have moved the group: that is a reason to wake, too
      PopQueue moved = list.group.find(watch.queue().topic(), watch.queue().queueId());
      if (moved != null) {
        moved.lookedAtMs = 0;
      }
      wake(list);
      Waiter first = list.waiters.peek();
      if (first != null) {
        // retries are watched without a filter
        boolean isRetry = !watch.queue().topic().equals(list.key.topic());
        arm(list, isRetry ? first.filter() : watch.filter(), core.nowMs());
      } else if (list.watched.isEmpty()) {
        lists.remove(list.key, list);
      }
    }
  }

  private void wake(@Nullable WaitList list) {
    if (list == null) {
      return;
    }
    // those that come back in the meantime wait behind and had their chance
    for (int left = list.waiters.size(); left > 0; left--) {
      Waiter waiter = list.waiters.poll();
      if (waiter == null) {
        return;
      }
      if (!waiter.isAbandoned() && !waiter.attempt(core)) {
        list.waiters.addFirst(waiter);
        return;
      }
      waiter.list = null;
      deadlines.remove(waiter);
      size--;
    }
  }

  private void arm(WaitList list, MessageFilter filter, long nowMs) {
    PopGroup group = list.group;
    PopQueue[] main = group.main();
    if (list.key.queueId() == PopRequest.ALL_QUEUES) {
      for (PopQueue queue : main) {
        watch(list, queue.queue, filter, queue.seen(), nowMs);
      }
    } else if (list.key.queueId() < main.length) {
      PopQueue queue = main[list.key.queueId()];
      watch(list, queue.queue, filter, queue.seen(), nowMs);
    }
    PopQueue[] retry = group.retry();
    if (retry.length == 0) {
      // made when the first message is given again
      watch(list, queues.getOrCreate(group.retryTopic, 0), MessageFilter.ALL, 0, nowMs);
    }
    for (PopQueue queue : retry) {
      watch(list, queue.queue, MessageFilter.ALL, queue.seen(), nowMs);
    }
  }

  private void watch(
      WaitList list, ConsumeQueue queue, MessageFilter filter, long seen, long nowMs) {
    WaitList.Watched watched = new WaitList.Watched(queue, filter);
    if (!list.watched.add(watched)) {
      return;
    }
    Watch watch = watches.get(watched);
    if (watch == null) {
      watch = new Watch(loop, queue, filter, seen, nowMs + WATCH_MS, this::firedOutside);
      watches.put(watched, watch);
      unparked.add(watch);
    }
    watch.lists.add(list);
  }
}
