package io.cometmq.broker.group;

import io.cometmq.model.Allocation;
import io.cometmq.model.MessageQueue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which queues a member of a group reads, by RocketMQ's rules. Stateless. */
public final class QueueAllocation {
  private static final int ALL_QUEUES = -1;

  private QueueAllocation() {}

  /** The rules by the names that clients send. */
  public enum Strategy {
    /** Neighbouring queues, as evenly as it goes. */
    AVG,
    /** Queues in turn. */
    AVG_BY_CIRCLE
  }

  /**
   * The queues that one member reads alone.
   *
   * @param queues all, sorted
   * @param members all, sorted; when the client is none of them it gets nothing
   */
  public static List<MessageQueue> pull(
      Strategy strategy, List<MessageQueue> queues, List<String> members, String client) {
    return strategy == Strategy.AVG
        ? Allocation.average(queues, members, client)
        : Allocation.circular(queues, members, client);
  }

  /**
   * The queues that one member pops from together with others.
   *
   * @param share how many neighbours' queues beside its own; out of range means all queues
   */
  public static List<MessageQueue> pop(
      Strategy strategy,
      List<MessageQueue> queues,
      List<String> members,
      String client,
      int share) {
    Set<MessageQueue> result = new LinkedHashSet<>();
    if (share <= 0 || share >= members.size() - 1) {
      for (MessageQueue queue : queues) {
        result.add(new MessageQueue(queue.topic(), queue.brokerName(), ALL_QUEUES));
      }
      return List.copyOf(result);
    }
    int index = members.indexOf(client);
    if (index < 0 || queues.isEmpty()) {
      return List.of();
    }
    if (members.size() > queues.size()) {
      return List.of(queues.get(index % queues.size()));
    }
    for (int i = 0; i <= share; i++) {
      String member = members.get((index + i) % members.size());
      result.addAll(pull(strategy, queues, members, member));
    }
    return List.copyOf(result);
  }
}
