package io.cometmq.web.feed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The next offset of each queue of a topic on other brokers. Immutable. A queue whose broker has
 * not been reached yet has the time from which on it is to be read instead, see {@link #since}.
 */
public final class Elsewhere {
  /** What {@link #at} says of a queue that it has nothing of. */
  static final long UNKNOWN = Long.MIN_VALUE;

  static final Elsewhere NONE = new Elsewhere(new TreeMap<>());

  private final SortedMap<String, long[]> next;
  private final int hash;

  /** Made when it is first wanted: thousands of cursors may have the same. */
  private byte @Nullable [] encoded;

  private Elsewhere(SortedMap<String, long[]> next) {
    this.next = next;
    int sum = 0;
    for (var each : next.entrySet()) {
      sum = 31 * sum + each.getKey().hashCode();
      sum = 31 * sum + Arrays.hashCode(each.getValue());
    }
    this.hash = sum;
  }

  /** Takes the map over. */
  static Elsewhere of(SortedMap<String, long[]> next) {
    return next.isEmpty() ? NONE : new Elsewhere(next);
  }

  /** What stands for the first message of that time or later, in milliseconds since the epoch. */
  static long since(long timeMs) {
    return ~timeMs;
  }

  /** The time that {@link #since} stands for. */
  static long time(long since) {
    return ~since;
  }

  boolean isEmpty() {
    return next.isEmpty();
  }

  /** Names of the brokers, in order. */
  Collection<String> brokers() {
    return Collections.unmodifiableSet(next.keySet());
  }

  /** The offset if it is not negative, else {@link #since} or {@link #UNKNOWN}. */
  long at(String broker, int queue) {
    long[] known = next.get(broker);
    return known == null || queue >= known.length ? UNKNOWN : known[queue];
  }

  /** All of a broker by queue number, null for nothing; a copy. */
  long @Nullable [] of(String broker) {
    long[] known = next.get(broker);
    return known == null ? null : known.clone();
  }

  Elsewhere with(String broker, int queue, long offset) {
    long[] known = next.getOrDefault(broker, new long[0]);
    long[] changed = Arrays.copyOf(known, Math.max(known.length, queue + 1));
    if (changed.length > known.length) {
      Arrays.fill(changed, known.length, changed.length, UNKNOWN);
    }
    changed[queue] = offset;
    return with(broker, changed);
  }

  /** Takes the array over. */
  Elsewhere with(String broker, long[] offsets) {
    SortedMap<String, long[]> changed = new TreeMap<>(next);
    changed.put(broker, offsets);
    return new Elsewhere(changed);
  }

  Elsewhere without(String broker) {
    SortedMap<String, long[]> changed = new TreeMap<>(next);
    changed.remove(broker);
    return of(changed);
  }

  /** Its part of a cursor, see {@link Cursor}; not to be changed. */
  byte[] encoded() {
    byte[] known = encoded;
    if (known == null) {
      Varints out = new Varints();
      out.add(next.size());
      next.forEach(
          (broker, offsets) -> {
            byte[] name = broker.getBytes(StandardCharsets.UTF_8);
            out.addByte(name.length).addAll(name).add(offsets.length);
            for (long offset : offsets) {
              out.add(encode(offset));
            }
          });
      known = out.toBytes();
      encoded = known;
    }
    return known;
  }

  private static long encode(long offset) {
    if (offset >= 0) {
      return offset << 1;
    }
    // nothing known is the same as all of it
    return offset == UNKNOWN ? 1 : time(offset) << 1 | 1;
  }

  /** What {@link #encoded} made of an offset. */
  static long decode(long encoded) {
    long value = encoded >>> 1;
    return (encoded & 1) == 0 ? value : since(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof Elsewhere that
        && hash == that.hash
        && next.size() == that.next.size()
        && next.entrySet().stream()
            .allMatch(each -> Arrays.equals(each.getValue(), that.next.get(each.getKey())));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Elsewhere");
    next.forEach(
        (broker, offsets) -> text.append(' ').append(broker).append(Arrays.toString(offsets)));
    return text.toString();
  }
}
