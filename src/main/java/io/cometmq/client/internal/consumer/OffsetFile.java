package io.cometmq.client.internal.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.client.ClientException;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.body.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The offsets of a broadcast in the form of the official client's {@code LocalFileOffsetStore}. To
 * be used by one thread at a time, which may block.
 *
 * <pre>
 *   &lt;group&gt;/offsets.json
 *   {"offsetTable":{{"brokerName":"b","queueId":0,"topic":"t"}:42}}
 *   &lt;group&gt;/offsets.json.bak
 *   the same as it was before the last change
 * </pre>
 */
final class OffsetFile {
  private static final String TABLE = "offsetTable";

  private final Path path;
  private final Path backup;
  private final Path fresh;

  /**
   * Names the files.
   *
   * @param folder the group's
   */
  OffsetFile(Path folder) {
    this.path = folder.resolve("offsets.json");
    this.backup = folder.resolve("offsets.json.bak");
    this.fresh = folder.resolve("offsets.json.tmp");
  }

  Path path() {
    return path;
  }

  /**
   * What it says, or what the backup says when it is not whole; nothing when there is neither.
   *
   * @throws ClientException.Invalid when they are there and both are broken
   */
  Map<MessageQueue, Long> read() throws IOException {
    try {
      return read(path);
    } catch (IllegalArgumentException e) {
      try {
        Map<MessageQueue, Long> before = read(backup);
        if (!before.isEmpty()) {
          return before;
        }
      } catch (IllegalArgumentException second) {
        e.addSuppressed(second);
      }
      throw new ClientException.Invalid(
          path + " and its backup hold no offsets: " + e.getMessage(),
          null,
          "remove the files, and the group begins anew");
    }
  }

  private static Map<MessageQueue, Long> read(Path from) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(from);
    } catch (NoSuchFileException e) {
      return Map.of();
    }
    Map<MessageQueue, Long> offsets = new HashMap<>();
    for (Map.Entry<String, JsonNode> each : JsonBody.readDialect(bytes).path(TABLE).properties()) {
      JsonNode queue = JsonBody.read(each.getKey().getBytes(StandardCharsets.UTF_8));
      offsets.put(
          new MessageQueue(
              JsonBody.requiredText(queue, "topic"),
              JsonBody.requiredText(queue, "brokerName"),
              queue.path("queueId").asInt()),
          each.getValue().asLong());
    }
    return offsets;
  }

  /** Writes all offsets; a crash leaves either the file before or the new one. */
  void write(Map<MessageQueue, Long> offsets) throws IOException {
    ObjectNode node = JsonBody.object();
    ObjectNode table = node.putObject(TABLE);
    Map<String, Long> sorted = new TreeMap<>();
    offsets.forEach((queue, offset) -> sorted.put(JsonBody.objectKey(queue), offset));
    sorted.forEach(table::put);
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(
        fresh,
        JsonBody.writeDialect(node, false),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.DSYNC);
    if (Files.exists(path)) {
      Files.copy(path, backup, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
