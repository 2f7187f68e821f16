package io.cometmq.broker.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.broker.group.RequestModeTable;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.RequestModeBody;
import io.cometmq.store.checkpoint.AtomicStateFile;
import java.io.IOException;
import java.nio.file.Path;

/** {@code config/messageRequestMode.json}. Stateless. */
public final class RequestModeFile {
  private RequestModeFile() {}

  /** The file's content. */
  public static byte[] encode(RequestModeTable modes) {
    return JsonBody.writePretty(RequestModeBody.writeTable(modes.all()));
  }

  /**
   * Reads the file into a table.
   *
   * @throws IOException when there is one and it can't be read
   */
  public static void load(Path file, RequestModeTable modes) throws IOException {
    JsonNode node = AtomicStateFile.read(file, StateJson::parse);
    if (node != null) {
      RequestModeBody.readTable(node).forEach(modes::put);
    }
  }
}
