package io.cometmq.broker.pop;

import io.cometmq.bus.RecordAppend;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was handed out and is to be noted down in the revive log. Owned by the pop context.
 *
 * <p>A note waits for a moment: if the consumer has acknowledged by then, one record says both. The
 * notes of a queue are written in the order of their messages, so what the log knows of a queue has
 * no gap, and the group's offset, which a restart goes on from, never passes a message that is not
 * in a note.
 */
final class Notes {
  /** How long a note waits for acknowledgements. */
  static final long WAIT_MS = 10;

  private static final int MOST_WAITING = 4_096;

  private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

  private final ReviveLog log;
  private final PopOffsets offsets;

  /** In the order in which they came; some have been written in the meantime. */
  private final Deque<Note> waiting = new ArrayDeque<>();

  /** Those that the log doesn't have for certain. */
  private final Set<Note> open = new LinkedHashSet<>();

  private List<Note> failed = new ArrayList<>();

  Notes(ReviveLog log, PopOffsets offsets) {
    this.log = log;
    this.offsets = offsets;
  }

  /** Takes a note that is written soon. */
  void add(Note note) {
    note.chunk.note = note;
    note.queue.notes.add(note);
    open.add(note);
    waiting.add(note);
    if (waiting.size() > MOST_WAITING) {
      writeFirst();
    }
  }

  /** Whether {@link #write(long)} has to be called in a while. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** Writes those that have waited long enough. */
  void write(long nowMs) {
    for (Note first = waiting.peek();
        first != null && first.writeAtMs <= nowMs;
        first = waiting.peek()) {
      writeFirst();
    }
  }

  private void writeFirst() {
    Note note = waiting.poll();
    if (note != null && note.chunk.note == note) {
      write(note);
    }
  }

  /**
   * Stores that messages of a chunk are acknowledged, with its note if that was not written yet.
   */
  Future<RecordAppend> ack(Chunk chunk, long bits) {
    Note note = chunk.note;
    return note == null ? log.ack(chunk, bits) : write(note);
  }

  /** Makes sure that the log knows the chunk before anything that is written from now on. */
  void ensureWritten(Chunk chunk) {
    if (chunk.note != null) {
      write(chunk.note);
    }
  }

  private Future<RecordAppend> write(Note note) {
    while (true) {
      Note first = note.queue.notes.remove();
      Future<RecordAppend> written = hand(first);
      if (first == note) {
        return written;
      }
    }
  }

  private Future<RecordAppend> hand(Note note) {
    note.chunk.note = null;
    return log.checkpoint(note.chunk).onComplete(done -> noted(note, done.cause()));
  }

  private void noted(Note note, @Nullable Throwable failure) {
    if (failure != null && !note.chunk.isDone()) {
      if (failed.isEmpty()) {
        LOG.warn("what is handed out can't be noted down now, trying again every second", failure);
      }
      failed.add(note);
      note.queue.hasFailedNote = true;
      return;
    }
    open.remove(note);
    if (note.isOfNow()) {
      offsets.committed(note.queue, note.end);
    }
  }

  /** Tries again what could not be written. */
  void retry() {
    List<Note> notes = failed;
    failed = new ArrayList<>();
    for (Note note : notes) {
      // set again if it fails again, which is known before a later offset could be
      note.queue.hasFailedNote = false;
      hand(note);
    }
  }

  /** From where on a queue of the revive log is, or will be, needed for what is not noted down. */
  long floor(int reviveQueue) {
    long floor = log.floor(reviveQueue);
    for (Note note : open) {
      if (note.chunk.reviveQueue == reviveQueue) {
        floor = Math.min(floor, note.chunk.floor);
      }
    }
    return floor;
  }
}
