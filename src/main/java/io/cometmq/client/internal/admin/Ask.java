package io.cometmq.client.internal.admin;

import io.cometmq.protocol.RemotingCommand;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server is asked. Immutable.
 *
 * @param topic what it is about, for failures; null for no topic
 */
record Ask(int code, Map<String, String> fields, byte[] body, @Nullable String topic) {
  private static final byte[] NO_BODY = new byte[0];

  static Ask of(int code) {
    return new Ask(code, Map.of(), NO_BODY, null);
  }

  static Ask of(int code, Map<String, String> fields) {
    return new Ask(code, fields, NO_BODY, null);
  }

  /** The same with a body. */
  Ask with(byte[] other) {
    return new Ask(code, fields, other, topic);
  }

  /** The same about a topic, by its name for applications. */
  Ask about(@Nullable String other) {
    return new Ask(code, fields, body, other);
  }

  RemotingCommand request() {
    return RemotingCommand.request(code, fields, body);
  }
}
