package io.cometmq.broker.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.protocol.body.DataVersionBody;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.TopicConfigBody;
import io.cometmq.store.checkpoint.AtomicStateFile;
import java.io.IOException;
import java.nio.file.Path;

/** {@code config/topics.json}. Stateless. */
public final class TopicFile {
  private TopicFile() {}

  /** The file's content. */
  public static byte[] encode(TopicTable topics) {
    return JsonBody.writePretty(TopicConfigBody.writeTable(topics.all(), topics.version()));
  }

  /**
   * Reads the file into an empty table.
   *
   * @return whether there was one
   * @throws IOException when there is one and it can't be read
   */
  public static boolean load(Path file, TopicTable topics) throws IOException {
    JsonNode node = AtomicStateFile.read(file, StateJson::parse);
    if (node == null) {
      return false;
    }
    topics.restore(TopicConfigBody.readTable(node), DataVersionBody.read(node.path("dataVersion")));
    return true;
  }
}
