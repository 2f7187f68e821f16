package io.cometmq.client.internal.consumer;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.util.OptionalLong;

/** Where a group's offsets are kept. Called on the client's loop. */
interface OffsetStore {
  /** Done when it can be used. */
  default Future<Void> open() {
    return Future.succeededFuture();
  }

  /** Where the group is to go on; empty when it has not been in this queue. */
  Future<OptionalLong> committed(MessageQueue queue);

  /** Keeps where the group is to go on. */
  Future<Void> commit(MessageQueue queue, long offset);
}
