package io.cometmq.client.internal.consumer;

import java.util.List;

/** Shares queues among the members of a group. Stateless. */
final class Allocation {
  private Allocation() {}

  /**
   * One member's share, as even and as contiguous as can be: the rule of the official client's
   * {@code AllocateMessageQueueAveragely}, so that all members come to the same result.
   *
   * @param queues sorted
   * @param members sorted
   * @return empty when the member is not among them
   */
  static <Q> List<Q> average(List<Q> queues, List<String> members, String member) {
    int index = members.indexOf(member);
    if (index < 0) {
      return List.of();
    }
    int least = queues.size() / members.size();
    int larger = queues.size() % members.size();
    int from = index * least + Math.min(index, larger);
    int size = least + (index < larger ? 1 : 0);
    return queues.subList(from, from + size);
  }
}
