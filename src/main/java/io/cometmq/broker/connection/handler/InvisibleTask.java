package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.ChunkId;
import io.cometmq.broker.pop.InvisibleCall;
import io.cometmq.protocol.header.PopHeaders;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One CHANGE_MESSAGE_INVISIBLETIME on its way through the pop context. */
final class InvisibleTask extends InvisibleCall {
  private final Promise<PopHeaders.ChangedInvisible> changed = Promise.promise();

  InvisibleTask(int loop, ChunkId chunk, int reviveQueue, long offset, long invisibleMs) {
    super(loop, chunk, reviveQueue, offset, invisibleMs);
  }

  Future<PopHeaders.ChangedInvisible> changed() {
    return changed.future();
  }

  @Override
  public void finish() {
    Throwable failure = failure();
    if (failure == null) {
      changed.complete(
          new PopHeaders.ChangedInvisible(newPopTimeMs(), invisibleMs(), newReviveQueue()));
    } else {
      changed.fail(failure);
    }
  }
}
