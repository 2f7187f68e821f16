package io.cometmq.broker.pop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements that came while those before them were being written: noted down with one record
 * for each chunk, answered together. Owned by the pop context.
 */
final class AckBatch {
  /** More than this many calls don't wait for others. */
  private static final int MANY = 256;

  private final List<AckCall> calls = new ArrayList<>();
  final List<Chunk> chunks = new ArrayList<>();
  private int outstanding;
  private boolean saving;
  private boolean urgent;
  private @Nullable Throwable failure;

  boolean isEmpty() {
    return calls.isEmpty();
  }

  void add(AckCall call) {
    calls.add(call);
    urgent |= !call.isPatient() || calls.size() > MANY;
  }

  /** Whether it is to be saved now, and not with what comes in the next moment. */
  boolean isUrgent() {
    return urgent;
  }

  /** It has waited long enough. */
  void makeUrgent() {
    urgent = true;
  }

  /** Takes over messages that were open and are not any more. */
  void closed(Chunk chunk, long bits) {
    if (bits != 0) {
      if (chunk.unsaved == 0) {
        chunks.add(chunk);
      }
      chunk.unsaved |= bits;
    }
  }

  /** Whether its records are on their way. */
  boolean isSaving() {
    return saving;
  }

  /** Writes the records, then answers. */
  void save(PopCore core) {
    saving = true;
    outstanding = chunks.size() + 1;
    for (Chunk chunk : chunks) {
      long bits = chunk.unsaved;
      chunk.unsaved = 0;
      core.notes().ack(chunk, bits).onComplete(done -> saved(core, done.cause()));
    }
    saved(core, null);
  }

  private void saved(PopCore core, @Nullable Throwable cause) {
    if (cause != null) {
      failure = cause;
    }
    if (--outstanding == 0) {
      saving = false;
      for (AckCall call : calls) {
        if (failure != null) {
          call.failed(failure);
        }
        core.done(call);
      }
    }
  }
}
