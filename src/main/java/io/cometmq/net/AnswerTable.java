package io.cometmq.net;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the answer to which request, by number. Numbers are given one after the other, so a
 * slot for each needs no search; one that is still taken, by a request that waits long, is passed
 * over. Owned by the event loop of its connection.
 */
final class AnswerTable {
  private static final int FIRST_SLOTS = 16;

  private @Nullable PendingAnswer[] slots = new PendingAnswer[FIRST_SLOTS];
  private int size;
  private int lastOpaque;

  /** The number for a request. */
  int nextOpaque() {
    int next = lastOpaque + 1;
    // at least half of the slots are free
    while (slots[slot(next)] != null) {
      next++;
    }
    lastOpaque = next;
    return next;
  }

  int size() {
    return size;
  }

  /** Adds whoever waits for the answer with its number. */
  void put(PendingAnswer answer) {
    while (2 * (size + 1) > slots.length || slots[slot(answer.opaque)] != null) {
      grow();
    }
    slots[slot(answer.opaque)] = answer;
    size++;
  }

  /** Takes out whoever waits for this number, null when nobody does. */
  @Nullable PendingAnswer remove(int opaque) {
    int slot = slot(opaque);
    PendingAnswer answer = slots[slot];
    if (answer == null || answer.opaque != opaque) {
      return null;
    }
    slots[slot] = null;
    size--;
    return answer;
  }

  /** Takes out everybody. */
  List<PendingAnswer> removeAll() {
    List<PendingAnswer> all = new ArrayList<>(size);
    for (PendingAnswer answer : slots) {
      if (answer != null) {
        all.add(answer);
      }
    }
    slots = new PendingAnswer[FIRST_SLOTS];
    size = 0;
    return all;
  }

  private int slot(int opaque) {
    return opaque & (slots.length - 1);
  }

  /** What had slots of its own keeps them: more bits of the number count. */
  private void grow() {
    @Nullable PendingAnswer[] before = slots;
    slots = new PendingAnswer[2 * before.length];
    for (PendingAnswer answer : before) {
      if (answer != null) {
        slots[slot(answer.opaque)] = answer;
      }
    }
  }
}
