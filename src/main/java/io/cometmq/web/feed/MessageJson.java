package io.cometmq.web.feed;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageId;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.Splitter;
import io.cometmq.record.PropertyScanner;
import io.cometmq.record.RecordView;
import io.cometmq.web.protocol.ReservedProperties;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes stored records as the fields of a comet.v1 message. Owned by one reader. */
public final class MessageJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
  private final BodyText body = new BodyText();

  /** The object's fields without its braces, those of a group's message under a topic. */
  public byte[] fields(RecordView record, String topic) {
    return encode(record, topic, null);
  }

  /** The object's fields without its braces. */
  byte[] fieldsAt(RecordView record, String cursor) {
    return encode(record, record.topic(), cursor);
  }

  /** The object's fields without its braces, those of a message of another broker. */
  byte[] fields(ReceivedMessage message, String cursor) {
    body.read(message.body(), 0);
    return object(
        json -> {
          json.writeStringField("cursor", cursor);
          json.writeStringField("messageId", message.messageId());
          json.writeStringField("topic", message.topic());
          json.writeStringField("broker", message.queue().brokerName());
          json.writeNumberField("queue", message.queue().queueId());
          json.writeNumberField("offset", message.queueOffset());
          json.writeNumberField("time", message.place().storedMs());
          writeProperties(json, message.properties());
          writeBody(json);
        });
  }

  /** Writes some fields. */
  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private byte[] object(Fields fields) {
    out.reset();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    byte[] whole = out.toByteArray();
    return Arrays.copyOfRange(whole, 1, whole.length - 1);
  }

  private byte[] encode(RecordView record, String topic, @Nullable String cursor) {
    return object(
        json -> {
          if (cursor != null) {
            json.writeStringField("cursor", cursor);
          }
          write(json, record, topic);
        });
  }

  private void write(JsonGenerator json, RecordView record, String topic) throws IOException {
    byte[] text = new byte[record.propertiesLength()];
    record.buffer().get(record.propertiesAt(), text);
    Map<String, String> properties = PropertyScanner.toMap(text);
    String id = properties.get(PropertyNames.UNIQ_KEY);
    json.writeStringField("messageId", id != null ? id : offsetId(record));
    json.writeStringField("topic", topic);
    json.writeNumberField("queue", record.queueId());
    json.writeNumberField("offset", record.queueOffset());
    json.writeNumberField("time", record.storeTimestamp());
    writeProperties(json, properties);
    byte[] bytes = new byte[record.bodyLength()];
    record.buffer().get(record.bodyAt(), bytes);
    body.read(bytes, record.sysFlag());
    writeBody(json);
  }

  private static void writeProperties(JsonGenerator json, Map<String, String> properties)
      throws IOException {
    String tag = properties.get(PropertyNames.TAGS);
    if (tag != null) {
      json.writeStringField("tag", tag);
    }
    String keys = properties.get(PropertyNames.KEYS);
    if (keys != null) {
      json.writeArrayFieldStart("keys");
      for (String key : Splitter.on(" ", keys)) {
        if (!key.isEmpty()) {
          json.writeString(key);
        }
      }
      json.writeEndArray();
    }
    boolean any = false;
    for (Map.Entry<String, String> property : properties.entrySet()) {
      if (!ReservedProperties.isReserved(property.getKey())) {
        if (!any) {
          json.writeObjectFieldStart("properties");
          any = true;
        }
        json.writeStringField(property.getKey(), property.getValue());
      }
    }
    if (any) {
      json.writeEndObject();
    }
  }

  private void writeBody(JsonGenerator json) throws IOException {
    if (body.encoding() != null) {
      json.writeStringField("encoding", body.encoding());
    }
    if (body.compression() != null) {
      json.writeStringField("compression", body.compression());
    }
    json.writeStringField("body", body.text());
  }

  private static String offsetId(RecordView record) {
    return new MessageId(
            record.storeHost().ip(), record.storeHost().port(), record.physicalOffset())
        .toHex();
  }
}
