package io.cometmq.web.session;

import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Stores what pages publish. Used on one event loop. */
@FunctionalInterface
public interface Publisher {
  /**
   * Where a message went.
   *
   * @param messageId by which it can be looked up
   */
  record Published(String messageId, int queue, long offset) {}

  /** Takes the outcome; one of the two is null. */
  @FunctionalInterface
  interface Outcome {
    /** Called once. */
    void done(@Nullable Published published, @Nullable CometException failure);
  }

  /**
   * Stores a message.
   *
   * @param from the page's address
   */
  void publish(Command.Publish message, InetSocketAddress from, Outcome outcome);
}
