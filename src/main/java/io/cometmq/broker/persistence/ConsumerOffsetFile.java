package io.cometmq.broker.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ConsumerOffsetTable;
import io.cometmq.model.DataVersion;
import io.cometmq.protocol.body.DataVersionBody;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.store.checkpoint.AtomicStateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** {@code config/consumerOffset.json}: {@code topic@group} to queue to offset. Stateless. */
public final class ConsumerOffsetFile {
  private ConsumerOffsetFile() {}

  /** The offsets as JSON. */
  public static ObjectNode toJson(ConsumerOffsetTable offsets) {
    ObjectNode node = JsonBody.object();
    node.set("dataVersion", DataVersionBody.write(new DataVersion(0, 0, offsets.changes())));
    ObjectNode table = node.putObject("offsetTable");
    for (ConsumerOffsetTable.TopicGroup key : offsets.keys()) {
      ObjectNode queues = table.putObject(key.topic() + "@" + key.group());
      offsets
          .find(key.group(), key.topic())
          .forEach((queueId, offset) -> queues.put(Integer.toString(queueId), offset));
    }
    return node;
  }

  /** The file's content. */
  public static byte[] encode(ConsumerOffsetTable offsets) {
    return JsonBody.writePretty(toJson(offsets));
  }

  /**
   * Reads the file into an empty table.
   *
   * @throws IOException when there is one and it can't be read
   */
  public static void load(Path file, ConsumerOffsetTable offsets) throws IOException {
    JsonNode node = AtomicStateFile.read(file, StateJson::parse);
    if (node == null) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry : node.path("offsetTable").properties()) {
      int at = entry.getKey().indexOf('@');
      if (at > 0) {
        ConsumerOffsetTable.TopicGroup key =
            new ConsumerOffsetTable.TopicGroup(
                entry.getKey().substring(0, at), entry.getKey().substring(at + 1));
        for (Map.Entry<String, JsonNode> queue : entry.getValue().properties()) {
          offsets.restore(key, Integer.parseInt(queue.getKey()), queue.getValue().asLong());
        }
      }
    }
  }
}
