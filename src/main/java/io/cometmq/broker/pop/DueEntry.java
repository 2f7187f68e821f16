package io.cometmq.broker.pop;

import org.jspecify.annotations.Nullable;

/** Something that is due at a time; a link of its own in {@link DueTimes}. Owned by that. */
abstract class DueEntry {
  @Nullable DueEntry before;
  @Nullable DueEntry after;

  /** Whether it waits in a {@link DueTimes} now. */
  final boolean isScheduled() {
    return before != null;
  }

  final void unlink() {
    DueEntry left = before;
    DueEntry right = after;
    if (left != null && right != null) {
      left.after = right;
      right.before = left;
      before = null;
      after = null;
    }
  }
}
