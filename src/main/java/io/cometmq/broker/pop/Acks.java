package io.cometmq.broker.pop;

/**
 * Takes acknowledgements. One batch of them is on its way to the log at a time; what comes in the
 * meantime is the next batch. Owned by the pop context.
 */
final class Acks {
  /** How long acknowledgements wait for others when nobody waits for their answers. */
  private static final long WAIT_MS = 1;

  private final PopCore core;
  private AckBatch waiting = new AckBatch();
  private AckBatch saved = new AckBatch();
  private boolean timer;

  Acks(PopCore core) {
    this.core = core;
  }

  /** Takes acknowledgements, which count at once and are answered when they are stored. */
  void add(AckCall call) {
    waiting.add(call);
    for (AckPart part : call.parts) {
      if (part.ordered()) {
        ackOrdered(call, part);
      } else {
        ack(part);
      }
    }
  }

  private void ack(AckPart part) {
    Chunk chunk = core.inFlight().find(part.chunk());
    if (chunk == null) {
      // its time was over, or the answer to an earlier acknowledgement got lost
      return;
    }
    long bits = 0;
    for (long offset : part.offsets()) {
      int i = chunk.indexOf(offset);
      bits |= i < 0 ? 0 : 1L << i;
    }
    waiting.closed(chunk, core.inFlight().close(chunk, bits));
  }

  private void ackOrdered(AckCall call, AckPart part) {
    ChunkId id = part.chunk();
    PopGroup group = core.group(PopCore.originalTopic(id), id.group());
    PopQueue queue = group.find(id.topic(), id.queueId());
    OrderedBatch batch = queue == null ? null : queue.ordered;
    if (queue == null || batch == null || batch.popTimeMs() != id.popTimeMs()) {
      // another batch is out, or none: what this one did does not count any more
      return;
    }
    for (long offset : part.offsets()) {
      if (!batch.ack(offset)) {
        call.failed(
            new IllegalArgumentException(
                "offset " + offset + " of " + id + " was not handed out in order"));
      }
    }
    core.orderChanged();
    queue.moveTo(batch.firstOpen());
    core.offsets().committed(queue, queue.next());
    if (!batch.isBlocked(null, core.nowMs())) {
      core.wake(group, queue);
    }
  }

  /** Saves what has come, now or soon. */
  void endTurn() {
    if (saved.isSaving() || waiting.isEmpty()) {
      return;
    }
    if (waiting.isUrgent()) {
      save();
    } else if (!timer) {
      timer = true;
      core.after(WAIT_MS, this::endWait);
    }
  }

  private void endWait() {
    timer = false;
    waiting.makeUrgent();
  }

  /** Saves what has come. */
  void save() {
    if (!waiting.isEmpty()) {
      saved = waiting;
      waiting = new AckBatch();
      saved.save(core);
    }
  }
}
