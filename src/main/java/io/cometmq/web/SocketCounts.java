package io.cometmq.web;

import java.util.concurrent.ConcurrentHashMap;

/** How many sockets each address has open, over all event loops. Safe for any thread. */
public final class SocketCounts {
  private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();
  private final int mostPerAddress;

  /** Creates it with nothing open. */
  public SocketCounts(int mostPerAddress) {
    this.mostPerAddress = mostPerAddress;
  }

  /** Counts one more, unless there are as many as may be. */
  boolean enter(String address) {
    if (byAddress.merge(address, 1, Integer::sum) <= mostPerAddress) {
      return true;
    }
    leave(address);
    return false;
  }

  /** One less. */
  void leave(String address) {
    byAddress.computeIfPresent(address, (key, now) -> now == 1 ? null : now - 1);
  }

  /** All of them. */
  public int total() {
    return byAddress.values().stream().mapToInt(Integer::intValue).sum();
  }
}
