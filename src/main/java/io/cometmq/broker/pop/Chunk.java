package io.cometmq.broker.pop;

import org.jspecify.annotations.Nullable;

/**
 * What one pop took from one queue: up to 32 messages, and which of them are not acknowledged.
 * Owned by the pop context.
 */
final class Chunk extends DueEntry {
  /** Most messages of a chunk: RocketMQ keeps them in the bits of an int. */
  static final int MAX_MESSAGES = 32;

  final ChunkId id;

  /** How long others don't see the messages, in milliseconds. */
  final long invisibleMs;

  /** Queue of the revive log that has its records. */
  final int reviveQueue;

  /** Its record in the revive log has this offset or a later one. */
  long floor;

  /** When its record was written last, in milliseconds since the epoch. */
  long savedMs;

  /** Older and newer chunk of the same revive queue. */
  @Nullable Chunk older;

  @Nullable Chunk newer;

  /** That it was handed out, while that waits to be written to the revive log. */
  @Nullable Note note;

  /** Acknowledged and not yet written to the revive log, as bits. */
  long unsaved;

  /** Whether its record is being written anew. */
  boolean renewing;

  /** Whether its messages are being stored in the retry topic. */
  boolean reviving;

  private final int[] distances;
  private long open;

  /**
   * Creates it with all messages open.
   *
   * @param distances of each message's offset from the start, ascending; 1 to 32
   */
  Chunk(ChunkId id, long invisibleMs, int reviveQueue, int[] distances) {
    if (distances.length == 0 || distances.length > MAX_MESSAGES) {
      throw new IllegalArgumentException(
          "a chunk has 1 to " + MAX_MESSAGES + " messages, not " + distances.length);
    }
    this.id = id;
    this.invisibleMs = invisibleMs;
    this.reviveQueue = reviveQueue;
    this.distances = distances;
    this.open = all();
  }

  /** How many messages were handed out. */
  int count() {
    return distances.length;
  }

  /** Offset of a message. */
  long offset(int i) {
    return id.startOffset() + distances[i];
  }

  /** Distance of a message's offset from the first. */
  int distance(int i) {
    return distances[i];
  }

  /** Which message has this offset, -1 when none has. */
  int indexOf(long offset) {
    long distance = offset - id.startOffset();
    for (int i = 0; i < distances.length; i++) {
      if (distances[i] == distance) {
        return i;
      }
    }
    return -1;
  }

  /** When the messages that are open by then are handed out again. */
  long dueMs() {
    return id.popTimeMs() + invisibleMs;
  }

  /** Whether a message is not acknowledged. */
  boolean isOpen(int i) {
    return (open >>> i & 1) != 0;
  }

  /** Whether all messages are acknowledged. */
  boolean isDone() {
    return open == 0;
  }

  /** How many messages are not acknowledged. */
  int openCount() {
    return Long.bitCount(open);
  }

  /** Messages that are acknowledged, as bits. */
  long doneBits() {
    return all() & ~open;
  }

  void reopen(long bits) {
    open |= bits & all();
  }

  void close(long bits) {
    open &= ~bits;
  }

  private long all() {
    return (1L << distances.length) - 1;
  }
}
