package io.cometmq.peer.api;

import java.util.function.Predicate;

/**
 * One version of the official client. Thread-safe; what it makes is closed by whoever asked for it.
 */
public interface Peer {
  /** As the client's own constants name it, such as {@code V5_5_0}. */
  String version();

  /** A started producer. */
  PeerProducer producer(String group, String namesrv);

  /** A started producer of transactions, which may be asked for their outcome at once. */
  PeerTransactions transactions(String group, String namesrv, PeerTransactionListener listener);

  /** A started producer that sends a trace of each message to the trace topic. */
  PeerProducer tracedProducer(String group, String namesrv);

  /** The same with a trace topic of its own, which must be there. */
  PeerProducer tracedProducer(String group, String namesrv, String traceTopic);

  /**
   * A started consumer that sends traces.
   *
   * @param traceTopic empty for the usual one
   */
  PeerConsumer tracedConsumer(
      ConsumerSpec spec, String traceTopic, Predicate<PeerMessage> listener);

  /**
   * A started consumer.
   *
   * @param listener called by threads of the client, once for each message; false for "consume
   *     later"
   */
  PeerConsumer pushConsumer(ConsumerSpec spec, Predicate<PeerMessage> listener);

  /** A started consumer that asks for messages by queue and offset. */
  PeerPull pull(String group, String namesrv);

  /** A started consumer that polls, begins with the first message and commits only when told to. */
  PeerLitePull litePull(String group, String namesrv, String topic, String expression);

  /** The same for messages whose properties fulfil an SQL92 condition. */
  PeerLitePull litePullBySql(String group, String namesrv, String topic, String condition);

  /** A started client of a group that pops from the broker that has the topic; not before 5.0. */
  PeerPop pop(String group, String namesrv, String topic);

  /** The client's administration tool. */
  PeerAdmin admin(String namesrv);
}
