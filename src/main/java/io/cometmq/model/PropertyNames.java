package io.cometmq.model;

/** Names of message properties that mean something to the broker. Stateless. */
public final class PropertyNames {
  /** Keys to find the message by, separated by blanks. */
  public static final String KEYS = "KEYS";

  /** The tag that consumers filter by. */
  public static final String TAGS = "TAGS";

  /** The id that the producer's client gave. */
  public static final String UNIQ_KEY = "UNIQ_KEY";

  private PropertyNames() {}
}
