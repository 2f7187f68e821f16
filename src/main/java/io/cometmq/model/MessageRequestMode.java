package io.cometmq.model;

/**
 * How the consumers of a group get the messages of a topic. Immutable.
 *
 * @param popShareQueueNum with POP, how many neighbours' queues each consumer pops from beside its
 *     own; 0 or less for all queues
 */
public record MessageRequestMode(
    String topic, String consumerGroup, Mode mode, int popShareQueueNum) {
  /** The ways. */
  public enum Mode {
    /** Each queue belongs to one consumer, which reads it on. */
    PULL,
    /** Queues are shared; the broker hands out messages. */
    POP
  }
}
