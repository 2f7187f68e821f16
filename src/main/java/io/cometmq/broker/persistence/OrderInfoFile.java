package io.cometmq.broker.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.store.checkpoint.AtomicStateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code config/consumerOrderInfo.json}: what was popped in order, by {@code topic@group} and
 * queue, with the names that RocketMQ gives its members. Stateless.
 */
public final class OrderInfoFile {
  private OrderInfoFile() {}

  /**
   * What one queue has given in order.
   *
   * @param attemptId of the request; null when it had none
   * @param popTimeMs when, in milliseconds since the epoch
   * @param invisibleMs how long others don't see it, in milliseconds
   * @param offsets of the messages, ascending, at least one
   * @param visibleMs when each may be given again, in milliseconds since the epoch
   * @param consumed how often each was given before
   * @param acknowledged which are, as bits
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  public record Entry(
      String topic,
      String group,
      int queueId,
      @Nullable String attemptId,
      long popTimeMs,
      long invisibleMs,
      long[] offsets,
      long[] visibleMs,
      int[] consumed,
      long acknowledged) {}

  /** The file's content. */
  public static byte[] encode(List<Entry> entries) {
    ObjectNode node = JsonBody.object();
    ObjectNode table = node.putObject("table");
    for (Entry entry : entries) {
      String key = entry.topic() + "@" + entry.group();
      ObjectNode queues = table.has(key) ? (ObjectNode) table.get(key) : table.putObject(key);
      queues.set(Integer.toString(entry.queueId()), json(entry));
    }
    return JsonBody.writePretty(node);
  }

  private static ObjectNode json(Entry entry) {
    ObjectNode node = JsonBody.object();
    node.put("popTime", entry.popTimeMs());
    node.put("i", entry.invisibleMs());
    ArrayNode offsets = node.putArray("o");
    ObjectNode visible = JsonBody.object();
    ObjectNode consumed = JsonBody.object();
    for (int i = 0; i < entry.offsets().length; i++) {
      long offset = entry.offsets()[i];
      offsets.add(i == 0 ? offset : offset - entry.offsets()[0]);
      if (entry.visibleMs()[i] != entry.popTimeMs() + entry.invisibleMs()) {
        visible.put(Long.toString(offset), entry.visibleMs()[i]);
      }
      if (entry.consumed()[i] > 0) {
        consumed.put(Long.toString(offset), entry.consumed()[i]);
      }
    }
    node.set("ot", visible);
    node.set("oc", consumed);
    node.put("l", entry.popTimeMs());
    node.put("cm", entry.acknowledged());
    if (entry.attemptId() != null) {
      node.put("a", entry.attemptId());
    }
    return node;
  }

  /**
   * Reads the file.
   *
   * @return nothing when there is none
   * @throws IOException when there is one and it can't be read
   */
  public static List<Entry> load(Path file) throws IOException {
    List<Entry> entries = AtomicStateFile.read(file, OrderInfoFile::decode);
    return entries == null ? List.of() : entries;
  }

  /**
   * Reads a file's content; what has no message is left out.
   *
   * @throws IOException when it is no JSON
   */
  static List<Entry> decode(byte[] content) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> key : StateJson.parse(content).path("table").properties()) {
      int at = key.getKey().indexOf('@');
      for (Map.Entry<String, JsonNode> queue : key.getValue().properties()) {
        if (at > 0 && !queue.getValue().path("o").isEmpty()) {
          entries.add(
              entry(
                  key.getKey().substring(0, at),
                  key.getKey().substring(at + 1),
                  Integer.parseInt(queue.getKey()),
                  queue.getValue()));
        }
      }
    }
    return entries;
  }

  private static Entry entry(String topic, String group, int queueId, JsonNode node) {
    JsonNode list = node.path("o");
    long popTimeMs = node.path("popTime").asLong();
    long invisibleMs = node.path("i").asLong();
    long[] offsets = new long[list.size()];
    long[] visibleMs = new long[offsets.length];
    int[] consumed = new int[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = i == 0 ? list.get(0).asLong() : offsets[0] + list.get(i).asLong();
      String offset = Long.toString(offsets[i]);
      visibleMs[i] = node.path("ot").path(offset).asLong(popTimeMs + invisibleMs);
      consumed[i] = node.path("oc").path(offset).asInt();
    }
    return new Entry(
        topic,
        group,
        queueId,
        node.hasNonNull("a") ? node.get("a").asText() : null,
        popTimeMs,
        invisibleMs,
        offsets,
        visibleMs,
        consumed,
        node.path("cm").asLong());
  }
}
