package io.cometmq.client;

import java.time.Instant;

/** Where a group is sent to. The kinds are a closed set. Immutable. */
public sealed interface OffsetTarget {
  /** To each queue's first message. */
  record Earliest() implements OffsetTarget {}

  /** Behind each queue's last message. */
  record Latest() implements OffsetTarget {}

  /** To the first message stored at this time or later. */
  record AtTime(Instant time) implements OffsetTarget {}

  /** To this offset, or to the nearest one that the queue has. */
  record AtOffset(long offset) implements OffsetTarget {}

  /** To each queue's first message. */
  static OffsetTarget earliest() {
    return new Earliest();
  }

  /** Behind each queue's last message. */
  static OffsetTarget latest() {
    return new Latest();
  }

  /** To the first message stored at this time or later. */
  static OffsetTarget at(Instant time) {
    return new AtTime(time);
  }

  /** To this offset of each queue, or to the nearest one that the queue has. */
  static OffsetTarget offset(long offset) {
    return new AtOffset(offset);
  }
}
