package io.cometmq.client.internal.admin;

import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.PullResult;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.consumer.PullConsumerCore;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads the messages of a queue that were stored in a span of time. Owned by the client's loop. */
final class TimeSearch {
  /** A group that every broker knows from the start. */
  private static final String GROUP = "TOOLS_CONSUMER";

  private static final int AT_A_TIME = 32;

  private final PullConsumer reader;
  private final MessageQueue queue;
  private final Instant from;
  private final Instant to;
  private final int max;
  private final List<ReceivedMessage> found = new ArrayList<>();

  TimeSearch(ClientCore core, MessageQueue queue, Instant from, Instant to, int max) {
    this.reader = new PullConsumerCore(core, PullOptions.of(GROUP));
    this.queue = queue;
    this.from = from;
    this.to = to;
    this.max = max;
  }

  Future<List<ReceivedMessage>> find() {
    return reader
        .offsetAt(queue, from)
        .compose(this::readOn)
        .eventually(reader::close)
        .map(done -> found);
  }

  private Future<Void> readOn(long offset) {
    return reader
        .pull(queue, offset, Math.min(AT_A_TIME, max - found.size()), Duration.ZERO)
        .compose(result -> take(result) ? readOn(result.nextOffset()) : Future.succeededFuture());
  }

  /** Whether there may be more. */
  private boolean take(PullResult result) {
    for (ReceivedMessage each : result.messages()) {
      if (each.storedAt().isAfter(to)) {
        return false;
      }
      // the first may be older: brokers look for times in steps
      if (!each.storedAt().isBefore(from)) {
        found.add(each);
      }
    }
    return found.size() < max && result.nextOffset() < result.endOffset();
  }
}
