package io.cometmq.web;

import io.cometmq.web.session.UserSockets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many sockets and event streams each address and each user has open, and how fast new ones
 * come, over all event loops. Safe for any thread.
 */
public final class SocketCounts implements UserSockets {
  private final KeyedCounts byAddress;
  private final KeyedCounts byUser;
  private final int mostPerUser;
  private final SharedRate handshakes;

  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  /** Why a page was turned away. */
  public enum Refusal {
    /** Pages of its origin may not connect. */
    ORIGIN,
    /** Too many connect in this second. */
    RATE,
    /** Its address has as many sockets as it may have. */
    ADDRESS,
    /** The user of its token has as many sockets as it may have. */
    USER
  }

  /**
   * Creates it with nothing open.
   *
   * @param handshakesPerSecond new sockets and streams in a second
   */
  public SocketCounts(int mostPerAddress, int mostPerUser, int handshakesPerSecond) {
    for (Refusal why : Refusal.values()) {
      refused.put(why, new LongAdder());
    }
    this.byAddress = new KeyedCounts(mostPerAddress);
    this.byUser = new KeyedCounts(mostPerUser);
    this.mostPerUser = mostPerUser;
    this.handshakes = new SharedRate(handshakesPerSecond);
  }

  /** Whether one more may connect now. */
  boolean mayConnect() {
    return counted(handshakes.take(System.nanoTime()), Refusal.RATE);
  }

  /** Counts one more of an address, unless there are as many as may be. */
  boolean enter(String address) {
    return counted(byAddress.enter(address), Refusal.ADDRESS);
  }

  /** One less of an address. */
  void leave(String address) {
    byAddress.leave(address);
  }

  @Override
  public boolean enterUser(String user) {
    return counted(byUser.enter(user), Refusal.USER);
  }

  @Override
  public void leaveUser(String user) {
    byUser.leave(user);
  }

  @Override
  public int mostPerUser() {
    return mostPerUser;
  }

  private boolean counted(boolean allowed, Refusal otherwise) {
    if (!allowed) {
      refused(otherwise);
    }
    return allowed;
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

  /** All open sockets and streams. */
  public int total() {
    return byAddress.total();
  }
}
