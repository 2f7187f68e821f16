package io.cometmq.web.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.RateLimit;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one page publishes and asks, no faster than it may. Owned by its event loop. */
final class Sends {
  /** Requests of one socket that may wait for an answer. */
  private static final int MOST_REQUESTS = 64;

  private final InetSocketAddress address;
  private final SessionParts parts;
  private final Replies replies;
  private final RateLimit rate;
  private int openRequests;
  private boolean ended;

  Sends(InetSocketAddress address, SessionParts parts, Replies replies) {
    this.address = address;
    this.parts = parts;
    this.replies = replies;
    this.rate = new RateLimit(parts.limits().publishRate(), parts.clock().millis());
  }

  private void checkRate() {
    if (!rate.take(parts.clock().millis())) {
      throw new CometException(
          ErrorCode.RATE_LIMITED,
          "more than " + parts.limits().publishRate() + " messages in a second from one socket");
    }
  }

  void publish(@Nullable JsonNode id, Command.Publish command) {
    checkRate();
    parts
        .publisher()
        .publish(
            command,
            address,
            (published, failure) ->
                answer(
                    id, failure, () -> Answers.published(id, Objects.requireNonNull(published))));
  }

  void request(@Nullable JsonNode id, Command.Request command) {
    if (openRequests >= MOST_REQUESTS) {
      throw new CometException(
          ErrorCode.RATE_LIMITED,
          MOST_REQUESTS + " requests of this socket wait for an answer, which is the most");
    }
    checkRate();
    openRequests++;
    parts
        .requester()
        .request(
            command,
            address,
            (reply, failure) -> {
              openRequests--;
              answer(id, failure, () -> Answers.replied(id, Objects.requireNonNull(reply)));
            });
  }

  private void answer(
      @Nullable JsonNode id, @Nullable CometException failure, Supplier<String> success) {
    if (ended) {
      return;
    }
    if (failure != null) {
      replies.refuse(id, failure);
    } else {
      replies.send(success.get());
    }
  }

  /** What comes from now on is for nobody. */
  void end() {
    ended = true;
  }
}
