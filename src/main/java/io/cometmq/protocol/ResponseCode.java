package io.cometmq.protocol;

/**
 * The response codes that are sent, each with its occasion and what the client does about it.
 * Numbers are RocketMQ's.
 */
public final class ResponseCode {
  /** The request was done. */
  public static final int SUCCESS = 0;

  /**
   * Something unexpected, or "not found" where RocketMQ has no code for it; producers try another
   * broker.
   */
  public static final int SYSTEM_ERROR = 1;

  /** The broker takes no more for the moment; producers try another broker, consumers wait 3 s. */
  public static final int SYSTEM_BUSY = 2;

  /** Nobody here handles this request code. */
  public static final int REQUEST_CODE_NOT_SUPPORTED = 3;

  /** The message is stored and was not forced to disk in time; clients report it as a status. */
  public static final int FLUSH_DISK_TIMEOUT = 10;

  /** The message is stored and there is no replica that could copy it. */
  public static final int SLAVE_NOT_AVAILABLE = 11;

  /** The message is stored and no replica confirmed it in time. */
  public static final int FLUSH_SLAVE_TIMEOUT = 12;

  /** Body, properties or topic break a limit; the client must not retry. */
  public static final int MESSAGE_ILLEGAL = 13;

  /**
   * The store takes no writes: shutting down, disk full or failing; producers try another broker.
   */
  public static final int SERVICE_NOT_AVAILABLE = 14;

  /** The broker, topic or group does not allow this; consumers wait 3 s. */
  public static final int NO_PERMISSION = 16;

  /**
   * NameServer: no route. Broker: unknown topic that may not be created; producers ask for the
   * default topic.
   */
  public static final int TOPIC_NOT_EXIST = 17;

  /** Nothing new in the queue; the client pulls again at once. */
  public static final int PULL_NOT_FOUND = 19;

  /** Messages were skipped; the client goes on from the next offset. */
  public static final int PULL_RETRY_IMMEDIATELY = 20;

  /** The offset is out of range; the client stores the corrected one and goes on there. */
  public static final int PULL_OFFSET_MOVED = 21;

  /** No such offset, key or value; consumers apply their start policy. */
  public static final int QUERY_NOT_FOUND = 22;

  /** The filter expression is wrong; the text says where. */
  public static final int SUBSCRIPTION_PARSE_FAILED = 23;

  /** The group has not told its subscription yet; consumers wait 3 s. */
  public static final int SUBSCRIPTION_NOT_EXIST = 24;

  /** The group has told an older subscription; consumers wait 3 s. */
  public static final int SUBSCRIPTION_NOT_LATEST = 25;

  /** The group is unknown and may not be created. */
  public static final int SUBSCRIPTION_GROUP_NOT_EXIST = 26;

  /** A name, queue id or number is out of range; the client must not retry. */
  public static final int INVALID_PARAMETER = 29;

  /** No consumer of the group is connected; tools print it. */
  public static final int CONSUMER_NOT_ONLINE = 206;

  /** A connected client did not answer in time; tools print it. */
  public static final int CONSUME_MSG_TIMEOUT = 207;

  /** An acknowledged offset does not exist. */
  public static final int NO_MESSAGE = 208;

  /** Too many waiting pops. */
  public static final int POLLING_FULL = 209;

  /** A waiting pop found nothing in its time. */
  public static final int POLLING_TIMEOUT = 210;

  /** The client is to slow down; it retries after 20 ms. */
  public static final int FLOW_CONTROL = 215;

  /** A handle does not fit, or the time for it is over. */
  public static final int ILLEGAL_OPERATION = 604;

  /** The server is going down; clients newer than 5.3.1 reconnect once and send again. */
  public static final int GO_AWAY = 1500;

  private ResponseCode() {}
}
