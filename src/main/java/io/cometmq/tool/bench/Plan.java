package io.cometmq.tool.bench;

import java.time.Duration;

/**
 * What a run does. Immutable.
 *
 * @param name of the command
 * @param load what is sent
 * @param readers who receives it
 */
record Plan(String name, Load load, Readers readers) {
  /**
   * What is sent.
   *
   * @param size bytes of a body
   * @param queues of the topic, if it is not there yet
   * @param rate messages a second of all producers together, 0 for as fast as it goes
   * @param inFlight most messages of one producer without a receipt
   * @param messages most messages of all producers together, 0 for no limit but time
   */
  record Load(
      String topic,
      int size,
      int queues,
      int producers,
      double rate,
      int inFlight,
      Duration warmUp,
      Duration duration,
      long messages) {}

  /**
   * Who receives.
   *
   * @param subscriptions how many get every message, 0 for nobody
   * @param members of the group of each subscription
   * @param broadcasting whether all are one group that broadcasts
   * @param afterwards whether they begin when all is sent
   */
  record Readers(int subscriptions, int members, boolean broadcasting, boolean afterwards) {
    static Readers none() {
      return new Readers(0, 0, false, false);
    }
  }

  /** The group of a subscription. */
  String group(int subscription) {
    return load.topic() + (readers.broadcasting() ? "-broadcast" : "-group-" + subscription);
  }
}
