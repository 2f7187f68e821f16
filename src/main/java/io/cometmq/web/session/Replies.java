package io.cometmq.web.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.RefusalCounts;
import org.jspecify.annotations.Nullable;

/** Answers the commands of one page, and counts those that are refused. Owned by its event loop. */
final class Replies {
  private final PageSocket socket;
  private final RefusalCounts counts;

  Replies(PageSocket socket, RefusalCounts counts) {
    this.socket = socket;
    this.counts = counts;
  }

  void send(String json) {
    socket.send(json);
  }

  void refuse(@Nullable JsonNode id, CometException why) {
    counts.refused(why.code());
    socket.send(Answers.error(id, why));
  }
}
