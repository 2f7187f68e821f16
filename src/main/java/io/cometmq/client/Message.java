package io.cometmq.client;

import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message to send. Immutable but for the body, which is not copied: leave it as it is until the
 * message has been sent.
 */
public final class Message {
  /** What the client and the broker keep in properties themselves. */
  private static final Set<String> RESERVED =
      Set.of(
          PropertyNames.TAGS,
          PropertyNames.KEYS,
          PropertyNames.UNIQ_KEY,
          PropertyNames.WAIT,
          PropertyNames.DELAY,
          PropertyNames.TIMER_DELAY_SEC,
          PropertyNames.TIMER_DELAY_MS,
          PropertyNames.TIMER_DELIVER_MS,
          PropertyNames.TRAN_MSG,
          PropertyNames.PRODUCER_GROUP,
          PropertyNames.REAL_TOPIC,
          PropertyNames.REAL_QUEUE_ID,
          PropertyNames.RETRY_TOPIC,
          PropertyNames.CLUSTER,
          PropertyNames.CORRELATION_ID,
          PropertyNames.REPLY_TO_CLIENT,
          PropertyNames.TTL,
          PropertyNames.MESSAGE_TYPE);

  private static final int MAX_DELAY_LEVEL = 18;

  private final String topic;
  private final byte[] body;

  /** Names and values in turn: a map would cost an iterator for each send. */
  private final String[] pairs;

  private Message(String topic, byte[] body, String[] pairs) {
    this.topic = topic;
    this.body = body;
    this.pairs = pairs;
  }

  /**
   * A message with nothing but a body.
   *
   * @throws ClientException.Invalid when the topic's name is none
   */
  public static Message of(String topic, byte[] body) {
    String problem = TopicNames.topicProblem(topic);
    if (problem != null) {
      throw new ClientException.Invalid(problem, topic, "give the topic another name");
    }
    return new Message(topic, body, new String[0]);
  }

  /** A message whose body is text in UTF-8. */
  public static Message of(String topic, String body) {
    return of(topic, body.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with a tag, by which subscriptions choose. */
  public Message withTag(String tag) {
    return with(PropertyNames.TAGS, tag);
  }

  /** The same with keys, by which the message can be found later; without spaces. */
  public Message withKeys(String... keys) {
    return with(PropertyNames.KEYS, String.join(" ", keys));
  }

  /**
   * The same with one more property.
   *
   * @throws ClientException.Invalid when the name belongs to the client or broker, or name or value
   *     is empty or has one of the characters 1 and 2 in it
   */
  public Message withProperty(String name, String value) {
    if (RESERVED.contains(name)) {
      throw new ClientException.Invalid(
          "property '" + name + "' is the client's own",
          topic,
          "use the method for it, or another name");
    }
    return with(name, value);
  }

  /**
   * The same, seen by consumers only after one of the broker's fixed times.
   *
   * @param level from 1 (one second, unless the broker is set otherwise) to 18 (two hours)
   */
  public Message withDelayLevel(int level) {
    if (level < 1 || level > MAX_DELAY_LEVEL) {
      throw new ClientException.Invalid(
          "delay level " + level, topic, "levels go from 1 to " + MAX_DELAY_LEVEL);
    }
    return with(PropertyNames.DELAY, Integer.toString(level));
  }

  /** The same, seen by consumers only after this time. */
  public Message withDelay(Duration delay) {
    return with(PropertyNames.TIMER_DELAY_MS, Long.toString(delay.toMillis()));
  }

  /** The same, seen by consumers only at this time. */
  public Message withDeliveryAt(Instant time) {
    return with(PropertyNames.TIMER_DELIVER_MS, Long.toString(time.toEpochMilli()));
  }

  /** Where it goes to. */
  public String topic() {
    return topic;
  }

  /** The body itself, not a copy. */
  public byte[] body() {
    return body;
  }

  /** The tag, null for none. */
  public @Nullable String tag() {
    return property(PropertyNames.TAGS);
  }

  /** Whether it waits before consumers see it. */
  public boolean isDelayed() {
    return property(PropertyNames.DELAY) != null
        || property(PropertyNames.TIMER_DELAY_MS) != null
        || property(PropertyNames.TIMER_DELIVER_MS) != null;
  }

  /** The value of a property, those for tag, keys and delay included; null when it is not there. */
  public @Nullable String property(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  /** All properties, those for tag, keys and delay included. */
  public Map<String, String> properties() {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** How many properties there are. */
  public int propertyCount() {
    return pairs.length / 2;
  }

  /** Name of a property by number, from 0. */
  public String propertyName(int i) {
    return pairs[2 * i];
  }

  /** Value of a property by number, from 0. */
  public String propertyValue(int i) {
    return pairs[2 * i + 1];
  }

  private Message with(String name, String value) {
    check(name);
    check(value);
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        String[] changed = pairs.clone();
        changed[i + 1] = value;
        return new Message(topic, body, changed);
      }
    }
    String[] more = Arrays.copyOf(pairs, pairs.length + 2);
    more[pairs.length] = name;
    more[pairs.length + 1] = value;
    return new Message(topic, body, more);
  }

  private void check(String text) {
    if (text.isEmpty() || text.indexOf('\u0001') >= 0 || text.indexOf('\u0002') >= 0) {
      throw new ClientException.Invalid(
          "the property text '" + text + "' can't be stored",
          topic,
          "it must not be empty, nor have the characters 1 and 2 in it");
    }
  }

  @Override
  public String toString() {
    return "Message[" + topic + ", " + body.length + " bytes, " + properties() + "]";
  }
}
