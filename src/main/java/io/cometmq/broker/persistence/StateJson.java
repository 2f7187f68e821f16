package io.cometmq.broker.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.protocol.body.JsonBody;
import java.io.IOException;

/** JSON of state files, with the exception that reading files wants. Stateless. */
final class StateJson {
  private StateJson() {}

  static JsonNode parse(byte[] content) throws IOException {
    try {
      return JsonBody.read(content);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
