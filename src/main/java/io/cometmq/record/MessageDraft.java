package io.cometmq.record;

import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that the broker itself is about to store: most often a stored one that moves to another
 * topic. Owned by whoever makes it. Not for the hot path, it takes the properties apart.
 */
public final class MessageDraft {
  /** Bytes after the value of the last property. */
  public static final int PAIR_END_BYTES = 1;

  private static final byte[] NOTHING = new byte[0];

  public String topic = "";
  public int queueId;
  public int flag;
  public int sysFlag;

  /** Milliseconds since the epoch. */
  public long bornTimestamp;

  /** When the record was stored that this is a copy of, in milliseconds since the epoch, or 0. */
  public long storeTimestamp;

  public HostAddress bornHost = new HostAddress(new byte[4], 0);
  public HostAddress storeHost = new HostAddress(new byte[4], 0);
  public int reconsumeTimes;
  public long preparedTransactionOffset;
  public byte[] body = NOTHING;

  /** In the order in which they are stored. */
  public final Map<String, String> properties = new LinkedHashMap<>();

  /** Copies a stored record. */
  public static MessageDraft of(RecordView record) {
    MessageDraft draft = new MessageDraft();
    draft.topic = record.topic();
    draft.queueId = record.queueId();
    draft.flag = record.flag();
    draft.sysFlag = record.sysFlag() & ~(RecordLayout.BORN_HOST_V6 | RecordLayout.STORE_HOST_V6);
    draft.bornTimestamp = record.bornTimestamp();
    draft.storeTimestamp = record.storeTimestamp();
    draft.bornHost = record.bornHost();
    draft.storeHost = record.storeHost();
    draft.reconsumeTimes = record.reconsumeTimes();
    draft.preparedTransactionOffset = record.preparedTransactionOffset();
    draft.body = new byte[record.bodyLength()];
    record.buffer().get(record.bodyAt(), draft.body);
    byte[] text = new byte[record.propertiesLength()];
    record.buffer().get(record.propertiesAt(), text);
    draft.properties.putAll(PropertyScanner.toMap(text));
    return draft;
  }

  /** Value of a property, null when it is not there. */
  public @Nullable String property(String name) {
    return properties.get(name);
  }

  /** Value of a property as a number; {@code otherwise} when it is not there or no number. */
  public long number(String name, long otherwise) {
    String text = properties.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Length of the properties as they are stored. */
  public int propertyBytes() {
    return propertyText().getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Makes room, in the last property, for the offsets in light queues; call right before {@link
   * #encode}. A message that waits for its time goes to none yet.
   *
   * @return the light queues, null when it goes to none
   */
  public @Nullable MultiDispatch prepareLightQueues() {
    String names = properties.get(PropertyNames.INNER_MULTI_DISPATCH);
    properties.remove(PropertyNames.INNER_MULTI_QUEUE_OFFSET);
    if (names == null || TopicNames.isWaitingRoom(topic)) {
      return null;
    }
    MultiDispatch light = MultiDispatch.parse(names);
    properties.put(PropertyNames.INNER_MULTI_QUEUE_OFFSET, light.placeholder());
    return light;
  }

  /**
   * The record, ready to be appended: all but queue offset, physical offset and store time.
   *
   * @throws IllegalStateException when topic or properties are too long for a record
   */
  public ByteBuffer encode() {
    byte[] text = propertyText().getBytes(StandardCharsets.UTF_8);
    if (text.length > Short.MAX_VALUE) {
      throw new IllegalStateException(
          "the properties of a message for " + topic + " take " + text.length + " bytes");
    }
    RecordEncoder encoder = new RecordEncoder();
    encoder.topic = topic.getBytes(StandardCharsets.UTF_8);
    encoder.queueId = queueId;
    encoder.flag = flag;
    encoder.sysFlag = sysFlag;
    encoder.bornTimestamp = bornTimestamp;
    encoder.bornHost = bornHost;
    encoder.storeHost = storeHost;
    encoder.reconsumeTimes = reconsumeTimes;
    encoder.preparedTransactionOffset = preparedTransactionOffset;
    encoder.properties = text;
    encoder.propertiesLength = text.length;
    ByteBuffer record = ByteBuffer.allocate(encoder.size(body.length));
    encoder.write(record, ByteBuffer.wrap(body));
    return record.flip();
  }

  /** The properties as they are stored. */
  public String propertyText() {
    StringBuilder text = new StringBuilder();
    properties.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            text.append(name).append('\u0001').append(value).append('\u0002');
          }
        });
    return text.toString();
  }
}
