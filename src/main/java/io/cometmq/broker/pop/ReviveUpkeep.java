package io.cometmq.broker.pop;

import io.cometmq.util.Clock;

/**
 * Lets go of the part of the revive log that no start would need any more. Owned by the pop
 * context.
 */
final class ReviveUpkeep {
  /** Records of chunks that stay longer are written anew. */
  private static final long RENEW_MS = 300_000;

  private final ReviveLog log;
  private final PopOffsets offsets;
  private final Notes notes;
  private final InFlight inFlight;
  private final Clock clock;

  ReviveUpkeep(ReviveLog log, PopOffsets offsets, Notes notes, InFlight inFlight, Clock clock) {
    this.log = log;
    this.offsets = offsets;
    this.notes = notes;
    this.inFlight = inFlight;
    this.clock = clock;
  }

  /** Tells dispatch up to where the revive log is not needed any more. */
  void commit() {
    offsets.flush();
    if (!offsets.isFlushed()) {
      // the log is needed for what dispatch does not know: next time then
      return;
    }
    for (int i = 0; i < log.queueCount(); i++) {
      Chunk oldest = inFlight.oldest(i);
      if (oldest != null && !oldest.renewing && clock.millis() - oldest.savedMs > RENEW_MS) {
        renew(oldest);
      }
      long needed = Math.min(notes.floor(i), oldest == null ? Long.MAX_VALUE : oldest.floor);
      offsets.commitRevive(log.topic(), i, needed);
    }
  }

  /** Writes a chunk's record anew, so that a restart needs not go far back for its sake. */
  private void renew(Chunk chunk) {
    long floor = log.floor(chunk.reviveQueue);
    long savedMs = clock.millis();
    chunk.renewing = true;
    log.checkpoint(chunk)
        .onComplete(
            done -> {
              chunk.renewing = false;
              if (done.succeeded()) {
                chunk.savedMs = savedMs;
                inFlight.renewed(chunk, floor);
              }
            });
  }
}
