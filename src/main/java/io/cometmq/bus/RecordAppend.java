package io.cometmq.bus;

import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.queue.ConsumeQueue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;

/**
 * A record that the broker itself stores. Owned like every {@link AppendTask}; once it has been
 * stored its fields tell where it went.
 */
public final class RecordAppend extends AppendTask {
  private final Promise<RecordAppend> stored = Promise.promise();
  private final Turns turns;

  RecordAppend(
      int loop, Turns turns, ConsumeQueue target, ByteBuffer record, boolean waitForFlush) {
    super(loop);
    this.turns = turns;
    queue = target;
    records = record;
    waitForFlush(waitForFlush);
  }

  Future<RecordAppend> stored() {
    return stored.future();
  }

  @Override
  public void finish() {
    turns.enter(loop(), this::complete);
  }

  private void complete() {
    if (status == AppendStatus.OK) {
      stored.complete(this);
    } else {
      stored.fail(new AppendFailedException(status));
    }
  }
}
