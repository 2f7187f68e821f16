package io.cometmq.client;

/**
 * How the queues of a topic are shared among the members of a group. All members must have the
 * same, official clients included, or some queues get two readers and others none.
 */
public enum Rebalance {
  /** Neighbouring queues, as evenly as it goes: {@code AllocateMessageQueueAveragely}. */
  AVERAGE,
  /**
   * Queues in turn, so that each member has queues of every broker: {@code
   * AllocateMessageQueueAveragelyByCircle}.
   */
  CIRCULAR,
  /**
   * By a hash of the queue, less evenly, so that only the queues of a member that comes or goes
   * change hands: {@code AllocateMessageQueueConsistentHash} with its ten places for each member.
   */
  CONSISTENT_HASH
}
