package io.cometmq.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Shares queues among the members of a group by RocketMQ's rules, so that all members come to the
 * same result. Stateless. Queues and members are sorted; whoever is no member gets nothing.
 */
public final class Allocation {
  private Allocation() {}

  /**
   * Neighbouring queues, as evenly as it goes: the rule of the official client's {@code
   * AllocateMessageQueueAveragely}.
   */
  public static <Q> List<Q> average(List<Q> queues, List<String> members, String member) {
    int index = members.indexOf(member);
    if (index < 0) {
      return List.of();
    }
    int least = queues.size() / members.size();
    int larger = queues.size() % members.size();
    int from = index * least + Math.min(index, larger);
    int size = least + (index < larger ? 1 : 0);
    return List.copyOf(queues.subList(from, from + size));
  }

  /** Queues in turn: the rule of {@code AllocateMessageQueueAveragelyByCircle}. */
  public static <Q> List<Q> circular(List<Q> queues, List<String> members, String member) {
    int index = members.indexOf(member);
    List<Q> own = new ArrayList<>();
    if (index >= 0) {
      for (int i = index; i < queues.size(); i += members.size()) {
        own.add(queues.get(i));
      }
    }
    return own;
  }
}
