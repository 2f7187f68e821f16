package io.cometmq.web.session;

import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks consumers on behalf of pages. Used on one event loop. */
@FunctionalInterface
public interface Requester {
  /**
   * An answer.
   *
   * @param body text, or base64
   * @param encoding {@code base64} or null for text
   * @param properties without RocketMQ's own
   */
  record Reply(String body, @Nullable String encoding, Map<String, String> properties) {}

  /** Takes the outcome; one of the two is null. */
  @FunctionalInterface
  interface Outcome {
    /** Called once. */
    void done(@Nullable Reply reply, @Nullable CometException failure);
  }

  /** Stores a message and waits for its answer. */
  void request(Command.Request request, InetSocketAddress from, Outcome outcome);
}
