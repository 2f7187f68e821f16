package io.cometmq.model;

/** Names of message properties that mean something to the broker. Stateless. */
public final class PropertyNames {
  /** Keys to find the message by, separated by blanks. */
  public static final String KEYS = "KEYS";

  /** The tag that consumers filter by. */
  public static final String TAGS = "TAGS";

  /** The id that the producer's client gave. */
  public static final String UNIQ_KEY = "UNIQ_KEY";

  /** Handle of a message that was popped, by which it is acknowledged. */
  public static final String POP_CK = "POP_CK";

  /** When the message was popped first, in milliseconds since the epoch. */
  public static final String FIRST_POP_TIME = "1ST_POP_TIME";

  /** Delay level, 1 or more. */
  public static final String DELAY = "DELAY";

  /** False when the producer does not wait for disk or replicas. */
  public static final String WAIT = "WAIT";

  /** Topic of a message that waits in another. */
  public static final String REAL_TOPIC = "REAL_TOPIC";

  /** Queue of a message that waits in another topic. */
  public static final String REAL_QUEUE_ID = "REAL_QID";

  /** Original topic of a message that is consumed again. */
  public static final String RETRY_TOPIC = "RETRY_TOPIC";

  /** Offset id of the message that a retry goes back to. */
  public static final String ORIGIN_MESSAGE_ID = "ORIGIN_MESSAGE_ID";

  /** Seconds until the message is to be seen. */
  public static final String TIMER_DELAY_SEC = "TIMER_DELAY_SEC";

  /** Milliseconds until the message is to be seen. */
  public static final String TIMER_DELAY_MS = "TIMER_DELAY_MS";

  /** When the message is to be seen, in milliseconds since the epoch. */
  public static final String TIMER_DELIVER_MS = "TIMER_DELIVER_MS";

  /** When a message in the timer topic is due, in milliseconds since the epoch. */
  public static final String TIMER_OUT_MS = "TIMER_OUT_MS";

  /** When a timed message was stored where it waits, in milliseconds since the epoch. */
  public static final String TIMER_ENQUEUE_MS = "TIMER_ENQUEUE_MS";

  /** When a timed message was taken out to be delivered, in milliseconds since the epoch. */
  public static final String TIMER_DEQUEUE_MS = "TIMER_DEQUEUE_MS";

  /** How often a waiting message was stored again because the log's old files go. */
  public static final String TIMER_ROLL_TIMES = "TIMER_ROLL_TIMES";

  /** Takes back the timed message of that topic, {@code +} and unique id. */
  public static final String TIMER_DEL_UNIQUE_KEY = "TIMER_DEL_UNIQKEY";

  /** {@code true} on the first half of a transaction. */
  public static final String TRAN_MSG = "TRAN_MSG";

  /** Producer group of a transaction. */
  public static final String PRODUCER_GROUP = "PGROUP";

  /** The transaction's id: the unique id of its first half. */
  public static final String TRANSACTION_ID = "__transactionId__";

  /** How often the producer has been asked for the outcome of a transaction. */
  public static final String TRANSACTION_CHECK_TIMES = "TRANSACTION_CHECK_TIMES";

  /** Offset at which the half was stored first, in one that was stored again. */
  public static final String PREPARED_QUEUE_OFFSET = "TRAN_PREPARED_QUEUE_OFFSET";

  /** Seconds for which the producer of a half is not to be asked. */
  public static final String CHECK_IMMUNITY_SECONDS = "CHECK_IMMUNITY_TIME_IN_SECONDS";

  /** Light topics that the message also goes to, separated by commas. */
  public static final String INNER_MULTI_DISPATCH = "INNER_MULTI_DISPATCH";

  /** The message's offset in each of these, separated by commas. */
  public static final String INNER_MULTI_QUEUE_OFFSET = "INNER_MULTI_QUEUE_OFFSET";

  /** Cluster of the broker that stored the message; where answers to it go. */
  public static final String CLUSTER = "CLUSTER";

  /** Which question an answer belongs to. */
  public static final String CORRELATION_ID = "CORRELATION_ID";

  /** The client that waits for the answer. */
  public static final String REPLY_TO_CLIENT = "REPLY_TO_CLIENT";

  /** How long it waits, in milliseconds. */
  public static final String TTL = "TTL";

  /** {@code reply} on an answer. */
  public static final String MESSAGE_TYPE = "MSG_TYPE";

  private PropertyNames() {}
}
