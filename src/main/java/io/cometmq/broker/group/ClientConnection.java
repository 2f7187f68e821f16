package io.cometmq.broker.group;

/** A client's connection as the tables see it. Compared by identity; safe for any thread. */
public interface ClientConnection {
  /** Where the client is, {@code ip:port}. */
  String address();

  /** Whether it is gone. */
  boolean isClosed();

  /** Ends it. */
  void close();

  /** Tells the client that members of a group came or went. */
  void notifyConsumerIdsChanged(String group);

  /** Asks the client, a producer, for the outcome of a transaction. */
  void checkTransaction(TransactionCheck check);
}
