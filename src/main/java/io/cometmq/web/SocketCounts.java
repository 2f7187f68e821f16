package io.cometmq.web;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many sockets each address has open, over all event loops. Safe for any thread. */
public final class SocketCounts {
  private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();
  private final int mostPerAddress;

  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  /** Why a page was turned away before it could say anything. */
  public enum Refusal {
    /** Pages of its origin may not connect. */
    ORIGIN,
    /** Too many connect in this second. */
    RATE,
    /** Its address has as many sockets as it may have. */
    ADDRESS
  }

  /** Creates it with nothing open. */
  public SocketCounts(int mostPerAddress) {
    for (Refusal why : Refusal.values()) {
      refused.put(why, new LongAdder());
    }
    this.mostPerAddress = mostPerAddress;
  }

  /** Counts one more, unless there are as many as may be. */
  boolean enter(String address) {
    if (byAddress.merge(address, 1, Integer::sum) <= mostPerAddress) {
      return true;
    }
    leave(address);
    refused(Refusal.ADDRESS);
    return false;
  }

  /** One less. */
  void leave(String address) {
    byAddress.computeIfPresent(address, (key, now) -> now == 1 ? null : now - 1);
  }

  /** A page was turned away. */
  void refused(Refusal why) {
    counter(why).increment();
  }

  /** How many pages were turned away for a reason, since the start. */
  public long refusals(Refusal why) {
    return counter(why).sum();
  }

  private LongAdder counter(Refusal why) {
    return Objects.requireNonNull(refused.get(why));
  }

  /** All of them. */
  public int total() {
    return byAddress.values().stream().mapToInt(Integer::intValue).sum();
  }
}
