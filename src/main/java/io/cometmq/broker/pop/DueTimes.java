package io.cometmq.broker.pop;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Entries by the time at which they are due, to within {@link #SLOT_MS}. Adding and removing cost
 * the same however many there are, and nothing of an entry that was removed remains. Owned by the
 * pop context.
 *
 * @param <E> the one kind of entry
 */
final class DueTimes<E extends DueEntry> {
  /** An entry may be handed out so many milliseconds late, and never early. */
  static final long SLOT_MS = 50;

  private final TreeMap<Long, Slot> slots = new TreeMap<>();

  /** Head of a ring of entries. */
  private static final class Slot extends DueEntry {
    Slot() {
      before = this;
      after = this;
    }
  }

  /** Adds an entry that is in no such table; a time that is over makes it due at once. */
  void add(E entry, long dueMs) {
    long number = Math.floorDiv(dueMs + SLOT_MS - 1, SLOT_MS);
    Slot slot = slots.computeIfAbsent(number, missing -> new Slot());
    DueEntry last = slot.before;
    entry.before = last;
    entry.after = slot;
    if (last != null) {
      last.after = entry;
    }
    slot.before = entry;
  }

  /** Takes an entry out; nothing happens if it is not in. */
  void remove(E entry) {
    entry.unlink();
  }

  /** Takes out what is due, the earliest first, up to a limit. */
  @SuppressWarnings("unchecked") // nothing else is added
  void drain(long nowMs, int limit, Consumer<E> consumer) {
    int taken = 0;
    while (!slots.isEmpty()) {
      Map.Entry<Long, Slot> first = slots.firstEntry();
      if (first.getKey() * SLOT_MS > nowMs) {
        return;
      }
      DueEntry entry = first.getValue().after;
      if (entry == null || entry == first.getValue()) {
        slots.remove(first.getKey());
        continue;
      }
      if (taken == limit) {
        return;
      }
      entry.unlink();
      taken++;
      consumer.accept((E) entry);
    }
  }
}
