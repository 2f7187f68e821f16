package io.cometmq.broker.delay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.DataVersion;
import io.cometmq.protocol.body.DataVersionBody;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.store.checkpoint.AtomicStateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code config/delayOffset.json}: RocketMQ's table of level to offset, and beside it what CometMQ
 * needs to deliver nothing twice. Stateless.
 */
final class DelayStateFile {
  private static final String OFFSETS = "offsetTable";
  private static final String OWN = "cometmq";

  private DelayStateFile() {}

  /** The levels' part, which is RocketMQ's. */
  static ObjectNode levels(Map<Integer, Long> levels, long version) {
    ObjectNode node = JsonBody.object();
    node.set("dataVersion", DataVersionBody.write(new DataVersion(0, 0, version)));
    ObjectNode offsets = node.putObject(OFFSETS);
    new TreeMap<>(levels).forEach((level, next) -> offsets.put(Integer.toString(level), next));
    return node;
  }

  static byte[] encode(DelayState state, long version) {
    ObjectNode node = levels(state.levels(), version);
    node.putObject(OWN)
        .put("logPosition", state.logPosition())
        .put("timerFirstOffset", state.timers().firstOffset())
        .put("timerReadOffset", state.timers().readOffset())
        .put("timerDoneMs", state.timers().doneMs());
    return JsonBody.writePretty(node);
  }

  /**
   * Reads the file.
   *
   * @param logEnd position to assume when RocketMQ has written it, which marks no copies
   * @return null when there is none
   * @throws IOException when there is one and it can't be read
   */
  static @Nullable DelayState load(Path file, long logEnd) throws IOException {
    return AtomicStateFile.read(file, content -> decode(content, logEnd));
  }

  static DelayState decode(byte[] content, long logEnd) throws IOException {
    try {
      JsonNode node = JsonBody.read(content);
      Map<Integer, Long> levels = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : node.path(OFFSETS).properties()) {
        levels.put(Integer.parseInt(entry.getKey()), entry.getValue().asLong());
      }
      JsonNode own = node.path(OWN);
      return new DelayState(
          levels,
          own.path("logPosition").asLong(logEnd),
          new DelayState.Timers(
              own.path("timerFirstOffset").asLong(),
              own.path("timerReadOffset").asLong(),
              own.path("timerDoneMs").asLong()));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
