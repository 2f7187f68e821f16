package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.Message;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.internal.wire.BrokerHealth;
import io.cometmq.client.internal.wire.TopicQueues;
import io.cometmq.model.MessageQueue;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a topic that a producer sends to, and whose turn it is. Owned by the client's loop.
 *
 * <p>Queues take turns; those of brokers that failed a moment ago, or that answer much slower than
 * the best, are passed over unless there are no others.
 */
final class SendPlan {
  /** How many times slower than the best a broker may be. */
  private static final int SLOWNESS = 4;

  /** Differences below this don't count. */
  private static final long SLACK_NANOS = 5_000_000;

  private final TopicQueues source;
  private final Target[] targets;
  private final BrokerHealth[] brokers;
  private int turn;

  SendPlan(TopicQueues source, Target[] targets) {
    this.source = source;
    this.targets = inTurns(targets);
    this.brokers =
        Arrays.stream(targets)
            .map(target -> target.link().health())
            .distinct()
            .toArray(BrokerHealth[]::new);
  }

  /** Neighbours in turn are on different brokers. */
  private static Target[] inTurns(Target[] targets) {
    Target[] sorted = targets.clone();
    Arrays.sort(
        sorted,
        Comparator.comparingInt((Target target) -> target.queue().queueId())
            .thenComparing(target -> target.queue().brokerName()));
    return sorted;
  }

  /**
   * Whether it was made from these queues; the route cache keeps the object while they stay the
   * same.
   */
  @SuppressWarnings(
      "ReferenceEquality") // asked for each message, and another object is only rebuilt
  boolean isFor(TopicQueues queues) {
    return source == queues;
  }

  TopicQueues source() {
    return source;
  }

  int brokerCount() {
    return brokers.length;
  }

  /**
   * The next queue.
   *
   * @param failed a queue whose broker is not to be taken again if there is another one
   */
  Target next(@Nullable Target failed, long nowMs) {
    if (brokers.length == 1) {
      return targets[advance()];
    }
    long best = Long.MAX_VALUE;
    for (BrokerHealth health : brokers) {
      best = Math.min(best, health.expectedNanos(nowMs));
    }
    long slowest = best * SLOWNESS + SLACK_NANOS;
    Target second = null;
    for (int i = 0; i < targets.length; i++) {
      Target target = targets[advance()];
      if (failed != null && target.link() == failed.link()) {
        continue;
      }
      second = target;
      BrokerHealth health = target.link().health();
      if (health.isUsable(nowMs) && health.expectedNanos(nowMs) <= slowest) {
        return target;
      }
    }
    return second == null ? targets[advance()] : second;
  }

  /**
   * The target that the application's selector chooses.
   *
   * @throws ClientException.Invalid when it fails, or chooses what can't be written
   */
  Target chosen(QueueSelector selector, Message message) {
    MessageQueue queue;
    try {
      queue = selector.select(source.writable(), message);
    } catch (RuntimeException e) {
      throw new ClientException.Invalid(
          "the queue selector failed: " + e, message.topic(), "mend the selector", e);
    }
    Target target = of(queue);
    if (target == null) {
      throw new ClientException.Invalid(
          queue + " is not among the queues that can be written",
          message.topic(),
          "choose one of " + source.writable());
    }
    return target;
  }

  private @Nullable Target of(@Nullable MessageQueue queue) {
    for (Target target : targets) {
      if (target.queue().equals(queue)) {
        return target;
      }
    }
    return null;
  }

  private int advance() {
    int mine = turn;
    turn = mine + 1 == targets.length ? 0 : mine + 1;
    return mine;
  }
}
