package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.DataVersion;

/** Versions of tables as JSON. Stateless. */
public final class DataVersionBody {
  private DataVersionBody() {}

  /** A version. */
  public static ObjectNode write(DataVersion version) {
    return JsonBody.object()
        .put("counter", version.counter())
        .put("stateVersion", version.stateVersion())
        .put("timestamp", version.timestamp());
  }

  /** A version; zeros where members are missing. */
  public static DataVersion read(JsonNode node) {
    return new DataVersion(
        node.path("stateVersion").asLong(),
        node.path("timestamp").asLong(),
        node.path("counter").asLong());
  }
}
