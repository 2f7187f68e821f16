package io.cometmq.client;

import io.cometmq.model.Permission;
import java.util.HashMap;
import java.util.Map;

/**
 * How a topic is on a broker, or should be. Immutable.
 *
 * @param readQueues queues that consumers read
 * @param writeQueues queues that producers write to; to have fewer queues take them away here
 *     first, and from {@code readQueues} when they are empty
 * @param permission sum of {@link Permission}'s constants
 * @param ordered whether producers see the same queues even while a broker is down
 * @param attributes further settings by name, such as {@link #TYPE}
 */
public record TopicSettings(
    int readQueues,
    int writeQueues,
    int permission,
    boolean ordered,
    Map<String, String> attributes) {
  /** Name of the attribute that says what kind of messages a topic is for. */
  public static final String TYPE = "message.type";

  private static final int USUAL_QUEUES = 8;
  private static final TopicSettings USUAL = of(USUAL_QUEUES);

  /** What messages a topic is for. Brokers keep it; proxies and tools look at it. */
  public enum Type {
    /** Not said. */
    UNSPECIFIED,
    /** Messages that are delivered at once, in no order. */
    NORMAL,
    /** Messages in the order of each queue. */
    FIFO,
    /** Messages that wait for a time. */
    DELAY,
    /** Messages sent in transactions. */
    TRANSACTION,
    /** All kinds. */
    MIXED
  }

  /** Copies the attributes. */
  public TopicSettings {
    attributes = Map.copyOf(attributes);
  }

  /** A topic of eight queues on each broker that may be written and read. */
  public static TopicSettings usual() {
    return USUAL;
  }

  /** A topic of some queues on each broker that may be written and read. */
  public static TopicSettings of(int queues) {
    return new TopicSettings(queues, queues, Permission.READ | Permission.WRITE, false, Map.of());
  }

  /** The same with other numbers of queues. */
  public TopicSettings withQueues(int read, int write) {
    return new TopicSettings(read, write, permission, ordered, attributes);
  }

  /** The same with another sum of {@link Permission}'s constants. */
  public TopicSettings withPermission(int other) {
    return new TopicSettings(readQueues, writeQueues, other, ordered, attributes);
  }

  /** The same, ordered or not. */
  public TopicSettings withOrder(boolean inOrder) {
    return new TopicSettings(readQueues, writeQueues, permission, inOrder, attributes);
  }

  /** The same for messages of a kind. */
  public TopicSettings withType(Type type) {
    return withAttribute(TYPE, type.name());
  }

  /** The same with an attribute. */
  public TopicSettings withAttribute(String name, String value) {
    Map<String, String> more = new HashMap<>(attributes);
    more.put(name, value);
    return new TopicSettings(readQueues, writeQueues, permission, ordered, more);
  }

  /** What messages it is for. */
  public Type type() {
    String said = attributes.get(TYPE);
    for (Type each : Type.values()) {
      if (each.name().equals(said)) {
        return each;
      }
    }
    return Type.UNSPECIFIED;
  }
}
