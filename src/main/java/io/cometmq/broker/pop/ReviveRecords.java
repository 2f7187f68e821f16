package io.cometmq.broker.pop;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cometmq.record.HostAddress;
import io.cometmq.record.PropertyScanner;
import io.cometmq.record.RecordEncoder;
import io.cometmq.record.RecordView;
import io.cometmq.util.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the records of the revive log: RocketMQ's JSON, told apart by their tags. Owned
 * by the pop context.
 *
 * <p>The records have no unique id: RocketMQ indexes its own by it and nobody ever looks there.
 */
final class ReviveRecords {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] CHECKPOINT = tag("ck");
  private static final byte[] ACK = tag("ack");
  private static final byte[] BATCH_ACK = tag("bAck");
  private static final byte[] TAGS = "TAGS".getBytes(StandardCharsets.US_ASCII);

  private final RecordEncoder encoder = new RecordEncoder();
  private final PropertyScanner scanner = new PropertyScanner();
  private final StringBuilder text = new StringBuilder(256);
  private final String broker;
  private final Clock clock;

  /** What a record says. */
  sealed interface Entry {
    /** Messages were handed out; some may be acknowledged already. */
    record Checkpoint(Chunk chunk) implements Entry {}

    /** Messages were acknowledged. */
    @SuppressWarnings("ArrayRecordComponent") // read once
    record Ack(ChunkId chunk, long[] offsets) implements Entry {}
  }

  ReviveRecords(String topic, String brokerName, Clock clock) {
    this.broker = quoted(brokerName);
    this.clock = clock;
    encoder.topic = topic.getBytes(StandardCharsets.UTF_8);
  }

  /** Where the broker is, for the records written from now on. */
  void host(HostAddress host) {
    encoder.bornHost = host;
    encoder.storeHost = host;
  }

  /** Adds the record that says which messages are out and which of them acknowledged. */
  void checkpoint(Chunk chunk, ReviveBatch batch) {
    ChunkId id = chunk.id;
    text.setLength(0);
    text.append("{\"bm\":").append((int) chunk.doneBits());
    text.append(",\"bn\":").append(broker).append(",\"c\":");
    JsonStringEncoder json = JsonStringEncoder.getInstance();
    quote(json, id.group());
    text.append(",\"d\":[");
    for (int i = 0; i < chunk.count(); i++) {
      text.append(i == 0 ? "" : ",").append(chunk.distance(i));
    }
    text.append("],\"it\":").append(chunk.invisibleMs);
    text.append(",\"n\":").append(chunk.count());
    text.append(",\"pt\":").append(id.popTimeMs());
    text.append(",\"q\":").append(id.queueId());
    text.append(",\"reviveTime\":").append(chunk.dueMs());
    text.append(",\"ro\":0,\"so\":").append(id.startOffset());
    text.append(",\"sp\":false,\"t\":");
    quote(json, id.topic());
    text.append('}');
    record(chunk, CHECKPOINT, batch);
  }

  /** Adds the record that says that these messages are acknowledged. */
  void ack(Chunk chunk, long bits, ReviveBatch batch) {
    boolean single = Long.bitCount(bits) == 1;
    ChunkId id = chunk.id;
    text.setLength(0);
    text.append("{\"ao\":");
    if (single) {
      text.append(chunk.offset(Long.numberOfTrailingZeros(bits)));
    } else {
      text.append("-1,\"aol\":[");
      for (long rest = bits; rest != 0; rest &= rest - 1) {
        text.append(rest == bits ? "" : ",").append(chunk.offset(Long.numberOfTrailingZeros(rest)));
      }
      text.append(']');
    }
    text.append(",\"bn\":").append(broker).append(",\"c\":");
    JsonStringEncoder json = JsonStringEncoder.getInstance();
    quote(json, id.group());
    text.append(",\"pt\":").append(id.popTimeMs());
    text.append(",\"q\":").append(id.queueId());
    text.append(",\"so\":").append(id.startOffset());
    text.append(",\"t\":");
    quote(json, id.topic());
    text.append('}');
    record(chunk, single ? ACK : BATCH_ACK, batch);
  }

  /** What a record says; null when it is none of ours. */
  @Nullable Entry read(RecordView record) throws IOException {
    if (!scanner.find(record.buffer(), record.propertiesAt(), record.propertiesLength(), TAGS)) {
      return null;
    }
    byte[] tag = new byte[scanner.valueLength()];
    record.buffer().get(scanner.valueAt(), tag);
    byte[] body = new byte[record.bodyLength()];
    record.buffer().get(record.bodyAt(), body);
    return switch (new String(tag, StandardCharsets.UTF_8)) {
      case "ck" -> checkpoint(JSON.readTree(body), record);
      case "ack" -> {
        JsonNode json = JSON.readTree(body);
        yield new Entry.Ack(id(json), new long[] {json.path("ao").asLong()});
      }
      case "bAck" -> {
        JsonNode json = JSON.readTree(body);
        JsonNode list = json.path("aol");
        long[] offsets = new long[list.size()];
        for (int i = 0; i < offsets.length; i++) {
          offsets[i] = list.get(i).asLong();
        }
        yield new Entry.Ack(id(json), offsets);
      }
      default -> null;
    };
  }

  private static Entry.@Nullable Checkpoint checkpoint(JsonNode json, RecordView record) {
    int count = json.path("n").asInt();
    if (count < 1 || count > Chunk.MAX_MESSAGES) {
      return null;
    }
    JsonNode list = json.path("d");
    int[] distances = new int[count];
    for (int i = 0; i < count; i++) {
      // RocketMQ leaves the list out when the messages follow each other
      distances[i] = list.size() == count ? list.get(i).asInt() : i;
    }
    Chunk chunk = new Chunk(id(json), json.path("it").asLong(), record.queueId(), distances);
    chunk.close(json.path("bm").asInt() & 0xFFFF_FFFFL);
    chunk.floor = record.queueOffset();
    chunk.savedMs = record.storeTimestamp();
    return new Entry.Checkpoint(chunk);
  }

  private static ChunkId id(JsonNode json) {
    return new ChunkId(
        json.path("t").asText(),
        json.path("c").asText(),
        json.path("q").asInt(),
        json.path("so").asLong(),
        json.path("pt").asLong());
  }

  private void record(Chunk chunk, byte[] properties, ReviveBatch batch) {
    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
    encoder.queueId = chunk.reviveQueue;
    encoder.bornTimestamp = clock.millis();
    encoder.properties = properties;
    encoder.propertiesLength = properties.length;
    encoder.write(batch.room(encoder.size(body.length)), ByteBuffer.wrap(body));
  }

  private void quote(JsonStringEncoder json, String value) {
    text.append('"');
    json.quoteAsString(value, text);
    text.append('"');
  }

  private static String quoted(String value) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }

  private static byte[] tag(String value) {
    return ("TAGS\u0001" + value + '\u0002').getBytes(StandardCharsets.US_ASCII);
  }
}
