package io.cometmq.broker.delay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.DataVersion;
import io.cometmq.protocol.body.DataVersionBody;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.store.checkpoint.AtomicStateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
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

  /** What RocketMQ keeps beside it of messages with times of their own. */
  private static final String TIMER_CHECK = "timercheck";

  /** Offsets in that file: up to when, and up to which message of the queue, all is done. */
  private static final int DONE_MS_AT = 0;

  private static final int READ_OFFSET_AT = 16;

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
   * Reads the file, or what RocketMQ has left.
   *
   * @param logEnd position to assume when RocketMQ has written it, which marks no copies
   * @return null when there is nothing
   * @throws IOException when there is something and it can't be read
   */
  static @Nullable DelayState load(Path file, long logEnd) throws IOException {
    DelayState.Timers timers = rocketMqTimers(file.resolveSibling(TIMER_CHECK));
    DelayState state = AtomicStateFile.read(file, content -> decode(content, logEnd, timers));
    return state == null && !timers.equals(DelayState.Timers.NONE)
        ? new DelayState(Map.of(), logEnd, timers)
        : state;
  }

  private static DelayState.Timers rocketMqTimers(Path file) throws IOException {
    if (!Files.exists(file)) {
      return DelayState.Timers.NONE;
    }
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
    if (content.limit() < READ_OFFSET_AT + Long.BYTES) {
      return DelayState.Timers.NONE;
    }
    long doneMs = content.getLong(DONE_MS_AT) - 1;
    return new DelayState.Timers(0, Math.max(0, content.getLong(READ_OFFSET_AT)), doneMs);
  }

  /**
   * Reads a file's content.
   *
   * @param otherTimers what to assume of messages with times of their own when it says nothing
   */
  static DelayState decode(byte[] content, long logEnd, DelayState.Timers otherTimers)
      throws IOException {
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
          own.isMissingNode()
              ? otherTimers
              : new DelayState.Timers(
                  own.path("timerFirstOffset").asLong(),
                  own.path("timerReadOffset").asLong(),
                  own.path("timerDoneMs").asLong()));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
