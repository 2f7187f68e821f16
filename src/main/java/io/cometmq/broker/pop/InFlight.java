package io.cometmq.broker.pop;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All messages that were handed out and are not acknowledged. Owned by the pop context. */
final class InFlight {
  private final Map<ChunkId, Chunk> chunks = new HashMap<>();
  private final DueTimes<Chunk> due = new DueTimes<>();
  private final Map<Integer, Line> lines = new HashMap<>();

  private int messages;

  /** The chunks of one revive queue, the oldest first. */
  private static final class Line {
    @Nullable Chunk oldest;
    @Nullable Chunk newest;
  }

  /** Messages that are not acknowledged. */
  int messages() {
    return messages;
  }

  /** Chunks with messages that are not acknowledged. */
  int chunks() {
    return chunks.size();
  }

  /** Adds a chunk, in place of one of the same name. */
  void add(Chunk chunk) {
    Chunk same = chunks.put(chunk.id, chunk);
    if (same != null) {
      leave(same);
    }
    messages += chunk.openCount();
    due.add(chunk, chunk.dueMs());
    join(chunk);
  }

  /** A chunk, null when there is none with open messages. */
  @Nullable Chunk find(ChunkId id) {
    return chunks.get(id);
  }

  /**
   * Messages of a chunk are done with.
   *
   * @param bits which
   * @return those that were open until now
   */
  long close(Chunk chunk, long bits) {
    int before = chunk.openCount();
    long open = bits & ~chunk.doneBits();
    chunk.close(bits);
    messages -= before - chunk.openCount();
    if (chunk.isDone() && before > 0) {
      chunks.remove(chunk.id, chunk);
      unlink(chunk);
    }
    return open;
  }

  /** Undoes {@link #close}. */
  void reopen(Chunk chunk, long bits) {
    if (chunk.isDone()) {
      chunk.reopen(bits);
      add(chunk);
    } else {
      int before = chunk.openCount();
      chunk.reopen(bits);
      messages += chunk.openCount() - before;
    }
  }

  /** Forgets a chunk, whatever is open. */
  void remove(Chunk chunk) {
    if (chunks.remove(chunk.id, chunk)) {
      leave(chunk);
    }
  }

  /** Takes the chunks whose time is over from the schedule; they stay known. */
  void due(long nowMs, int limit, Consumer<Chunk> consumer) {
    due.drain(nowMs, limit, consumer);
  }

  /** Schedules a chunk that {@link #due} has given once more. */
  void retryAt(Chunk chunk, long timeMs) {
    if (chunks.get(chunk.id) == chunk && !chunk.isScheduled()) {
      due.add(chunk, timeMs);
    }
  }

  /** The chunk of a revive queue whose record is the oldest, null when there is none. */
  @Nullable Chunk oldest(int reviveQueue) {
    Line line = lines.get(reviveQueue);
    return line == null ? null : line.oldest;
  }

  /** A chunk's record has been written anew: its place changes. */
  void renewed(Chunk chunk, long floor) {
    if (chunks.get(chunk.id) == chunk) {
      unline(chunk);
      chunk.floor = floor;
      join(chunk);
    }
  }

  private void leave(Chunk chunk) {
    messages -= chunk.openCount();
    unlink(chunk);
  }

  private void unlink(Chunk chunk) {
    due.remove(chunk);
    unline(chunk);
  }

  /** Enters a chunk by the place of its record, which is among the newest. */
  private void join(Chunk chunk) {
    Line line = lines.computeIfAbsent(chunk.reviveQueue, missing -> new Line());
    Chunk before = line.newest;
    Chunk behind = null;
    while (before != null && before.floor > chunk.floor) {
      behind = before;
      before = before.older;
    }
    chunk.older = before;
    chunk.newer = behind;
    if (before == null) {
      line.oldest = chunk;
    } else {
      before.newer = chunk;
    }
    if (behind == null) {
      line.newest = chunk;
    } else {
      behind.older = chunk;
    }
  }

  private void unline(Chunk chunk) {
    Line line = lines.get(chunk.reviveQueue);
    if (line == null) {
      return;
    }
    Chunk older = chunk.older;
    Chunk newer = chunk.newer;
    if (older != null) {
      older.newer = newer;
    } else if (line.oldest == chunk) {
      line.oldest = newer;
    }
    if (newer != null) {
      newer.older = older;
    } else if (line.newest == chunk) {
      line.newest = older;
    }
    chunk.older = null;
    chunk.newer = null;
  }
}
