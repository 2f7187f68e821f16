package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.cometmq.model.PropertyNames;
import io.cometmq.record.PropertyScanner;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as a broker gave it. Immutable but for its body, which is not copied. */
public final class ReceivedMessage {
  private final MessageQueue queue;
  private final String topic;
  private final Place place;
  private final byte[] body;
  private final byte[] propertyText;

  /** Read from the text when somebody asks; whoever sees null reads it again. */
  private @Nullable Map<String, String> properties;

  /**
   * Where and when a broker stored a message. Immutable.
   *
   * @param queueOffset its number in the queue
   * @param logOffset its position in the broker's log
   * @param offsetMessageId the broker's id for it
   * @param deliveries how often the group has been given it before
   * @param bornMs when it was sent, in milliseconds since the epoch
   * @param storedMs when it was stored, in milliseconds since the epoch
   */
  public record Place(
      long queueOffset,
      long logOffset,
      String offsetMessageId,
      int deliveries,
      long bornMs,
      long storedMs) {}

  /** Puts a message together; for the client itself. */
  public ReceivedMessage(
      MessageQueue queue, String topic, Place place, byte[] body, byte[] properties) {
    this.queue = queue;
    this.topic = topic;
    this.place = place;
    this.body = body;
    this.propertyText = properties;
  }

  private ReceivedMessage(ReceivedMessage from, Place place) {
    this.queue = from.queue;
    this.topic = from.topic;
    this.place = place;
    this.body = from.body;
    this.propertyText = from.propertyText;
    this.properties = from.properties;
  }

  /** The same message given once more; for the client itself. */
  public ReceivedMessage again() {
    return new ReceivedMessage(
        this,
        new Place(
            place.queueOffset,
            place.logOffset,
            place.offsetMessageId,
            place.deliveries + 1,
            place.bornMs,
            place.storedMs));
  }

  /** The topic it was sent to, also when it comes again from the group's retries. */
  public String topic() {
    return topic;
  }

  /** The queue it was read from. */
  public MessageQueue queue() {
    return queue;
  }

  /** Where and when it was stored. */
  public Place place() {
    return place;
  }

  /** Its number in the queue. */
  public long queueOffset() {
    return place.queueOffset();
  }

  /** The id that its producer gave it, or the broker's when it gave none. */
  public String messageId() {
    String id = properties().get(PropertyNames.UNIQ_KEY);
    return id == null ? place.offsetMessageId() : id;
  }

  /** The body itself, unpacked; not a copy. */
  public byte[] body() {
    return body;
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The tag, null for none. */
  public @Nullable String tag() {
    return properties().get(PropertyNames.TAGS);
  }

  /** The keys. */
  public List<String> keys() {
    String keys = properties().get(PropertyNames.KEYS);
    return keys == null ? List.of() : List.of(keys.split(" ", -1));
  }

  /** All properties, those of client and broker included. */
  public Map<String, String> properties() {
    Map<String, String> known = properties;
    if (known == null) {
      known = Collections.unmodifiableMap(PropertyScanner.toMap(propertyText));
      properties = known;
    }
    return known;
  }

  /** When it was sent, by the producer's clock. */
  public Instant bornAt() {
    return Instant.ofEpochMilli(place.bornMs());
  }

  /** When it was stored, by the broker's clock. */
  public Instant storedAt() {
    return Instant.ofEpochMilli(place.storedMs());
  }

  /** How often the group has been given it before, 0 the first time. */
  public int deliveries() {
    return place.deliveries();
  }

  @Override
  public String toString() {
    return "ReceivedMessage[" + queue + " " + place + ", " + body.length + " bytes]";
  }
}
