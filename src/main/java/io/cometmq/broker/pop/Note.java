package io.cometmq.broker.pop;

/**
 * That messages were handed out, on its way to the revive log. Owned by the pop context.
 *
 * <p>Its end is the offset in the queue up to which the group has come with it.
 */
final class Note {
  final Chunk chunk;
  final PopQueue queue;
  final long end;

  /** When it is written at the latest, in milliseconds since the epoch. */
  final long writeAtMs;

  /** A reset of the queue in the meantime makes the end void. */
  private final int start;

  Note(Chunk chunk, PopQueue queue, long end, long writeAtMs) {
    this.chunk = chunk;
    this.queue = queue;
    this.end = end;
    this.writeAtMs = writeAtMs;
    this.start = queue.starts();
  }

  /** Whether the group still goes on from where it was. */
  boolean isOfNow() {
    return queue.starts() == start;
  }
}
