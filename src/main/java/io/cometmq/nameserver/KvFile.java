package io.cometmq.nameserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.nameserver.route.KvTable;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.store.checkpoint.AtomicStateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Keeps the {@link KvTable} in {@code namesrv/kvConfig.json}. Stateless. */
final class KvFile {
  private KvFile() {}

  static byte[] encode(KvTable table) {
    ObjectNode node = JsonBody.object();
    ObjectNode namespaces = node.putObject("configTable");
    table
        .all()
        .forEach(
            (namespace, values) -> {
              ObjectNode members = namespaces.putObject(namespace);
              values.forEach(members::put);
            });
    return JsonBody.writePretty(node);
  }

  static KvTable load(Path file) throws IOException {
    KvTable table = new KvTable();
    JsonNode node = AtomicStateFile.read(file, KvFile::parse);
    if (node != null) {
      for (Map.Entry<String, JsonNode> namespace : node.path("configTable").properties()) {
        for (Map.Entry<String, JsonNode> value : namespace.getValue().properties()) {
          table.put(namespace.getKey(), value.getKey(), value.getValue().asText());
        }
      }
    }
    return table;
  }

  private static JsonNode parse(byte[] content) throws IOException {
    try {
      return JsonBody.read(content);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
