package io.cometmq.broker.pop;

import io.vertx.core.Future;

/**
 * Changes for how long others do not see a message that is out: it gets a chunk of its own with a
 * new time. Owned by the pop context.
 */
final class Hiding {
  private final PopCore core;

  Hiding(PopCore core) {
    this.core = core;
  }

  void change(InvisibleCall call) {
    if (call.ordered()) {
      changeOrdered(call);
      return;
    }
    Chunk old = core.inFlight().find(call.chunk());
    int i = old == null ? -1 : old.indexOf(call.offset());
    if (old == null || i < 0 || !old.isOpen(i)) {
      // acknowledged, or on its way to the retry topic: it can't be hidden any more
      call.changed(core.nowMs(), call.reviveQueue());
      core.done(call);
      return;
    }
    long popTimeMs = core.nowMs();
    while (core.inFlight().find(call.chunk().at(call.offset(), popTimeMs)) != null) {
      popTimeMs++;
    }
    Chunk changed =
        new Chunk(
            call.chunk().at(call.offset(), popTimeMs),
            call.invisibleMs(),
            old.reviveQueue,
            new int[] {0});
    changed.floor = core.reviveLog().floor(old.reviveQueue);
    changed.savedMs = popTimeMs;
    core.inFlight().add(changed);
    long bit = core.inFlight().close(old, 1L << i);
    // in this order: after a restart it may be known twice, and never be forgotten
    core.notes().ensureWritten(old);
    Future.all(core.reviveLog().checkpoint(changed), core.reviveLog().ack(old, bit))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                call.changed(changed.id.popTimeMs(), changed.reviveQueue);
              } else {
                core.inFlight().remove(changed);
                core.inFlight().reopen(old, bit);
                call.failed(done.cause());
              }
              core.done(call);
            });
  }

  private void changeOrdered(InvisibleCall call) {
    ChunkId id = call.chunk();
    PopQueue queue =
        core.group(PopCore.originalTopic(id), id.group()).find(id.topic(), id.queueId());
    if (queue != null && queue.ordered != null && queue.ordered.popTimeMs() == id.popTimeMs()) {
      queue.ordered.hide(call.offset(), core.nowMs() + call.invisibleMs());
      core.orderChanged();
    }
    call.changed(id.popTimeMs(), call.reviveQueue());
    core.done(call);
  }
}
