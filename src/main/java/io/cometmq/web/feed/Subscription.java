package io.cometmq.web.feed;

import io.cometmq.filter.MessageFilter;
import io.cometmq.model.MessageQueue;
import io.cometmq.web.protocol.FilterText;
import java.util.Set;

/** One page's way through one topic. Owned by the event loop of its socket. */
public final class Subscription {
  private static final int LARGEST_READ = 64;
  private static final int SMALLEST_READ = 8;

  private final int id;
  private final String topic;
  private final FilterText filterText;
  private final MessageFilter filter;
  private final Credit credit;
  private final Outlet outlet;

  private Position position = Position.NONE;
  private boolean open;
  private boolean closed;
  private boolean reading;
  private boolean queued;
  private long lastTimeMs;
  private boolean movedSilently;
  private boolean behind;
  private long sinceMs;
  private boolean othersTurn;
  private int turns;
  private Set<String> missing = Set.of();

  /**
   * Creates one that reads nothing before {@link TopicFeeds} has opened it.
   *
   * @throws CometException when the filter is wrong
   */
  public Subscription(int id, String topic, FilterText filter, Credit credit, Outlet outlet) {
    this.id = id;
    this.topic = topic;
    this.filterText = filter;
    this.filter = filter.compile();
    this.credit = credit;
    this.outlet = outlet;
  }

  /** The number that the page gave it. */
  public int id() {
    return id;
  }

  /** Its topic. */
  public String topic() {
    return topic;
  }

  /** What the page is ready to take. */
  public Credit credit() {
    return credit;
  }

  /** Store time of the message that was sent last, in milliseconds since the epoch; 0 for none. */
  public long lastTimeMs() {
    return lastTimeMs;
  }

  /** Whether it may not read on now, or has been reading for a while and waits for its turn. */
  public boolean isHeldUp() {
    return !closed && (queued || !mayRead());
  }

  /** Whether it has gone on since the last message that was sent. */
  public boolean hasMovedSilently() {
    return movedSilently;
  }

  /** The page knows the position. */
  public void cursorTold() {
    movedSilently = false;
  }

  /** Whether it has ended. */
  public boolean isClosed() {
    return closed;
  }

  /** Notes whether there are messages that it could not be sent; returns how that changed. */
  int behind(boolean now) {
    int change = now == behind ? 0 : now ? 1 : -1;
    behind = now;
    return change;
  }

  FilterText filterText() {
    return filterText;
  }

  MessageFilter filter() {
    return filter;
  }

  Position position() {
    return position;
  }

  void moveTo(Position next) {
    position = next;
  }

  /**
   * Begins.
   *
   * @param from what queues that become known later are read from, in milliseconds since the epoch
   */
  void open(Position start, long from) {
    position = start;
    sinceMs = from;
    open = true;
  }

  /** The time from which on a queue of another broker is to be read that it has no offset in. */
  long sinceMs(MessageQueue queue) {
    long known = position.at(queue);
    return known == Elsewhere.UNKNOWN ? sinceMs : Elsewhere.time(known);
  }

  /** Whether it is the turn of other brokers' queues. */
  boolean isOthersTurn() {
    return othersTurn;
  }

  void othersTurn(boolean now) {
    othersTurn = now;
  }

  /** How often other brokers' queues have had a turn: each is to come first at times. */
  int turns() {
    return turns;
  }

  void tookTurn() {
    turns = turns + 1 & Integer.MAX_VALUE;
    othersTurn = false;
  }

  /**
   * The page is told by other means; returns how the number of incomplete subscriptions changed.
   */
  int missing(Set<String> now) {
    int change = (now.isEmpty() ? 0 : 1) - (missing.isEmpty() ? 0 : 1);
    missing = now;
    return change;
  }

  /** Tells the page if that is new; returns how the number of incomplete subscriptions changed. */
  int tellMissing(Set<String> now) {
    if (!isOpen() || now.equals(missing)) {
      return 0;
    }
    outlet.brokers(this, now);
    return missing(now);
  }

  void close() {
    closed = true;
  }

  /** Whether messages may be read for it now. */
  boolean mayRead() {
    return open && !closed && !reading && credit.left() > 0 && !outlet.isFull();
  }

  boolean isOpen() {
    return open && !closed;
  }

  void reading(boolean now) {
    reading = now;
  }

  /** Marks that its turn will come; false when it was marked already. */
  boolean queue() {
    boolean first = !queued;
    queued = true;
    return first;
  }

  void turnCame() {
    queued = false;
  }

  /** How much to read at once: a few sizes only, so that pages at the same place can share. */
  int readSize() {
    int wanted = Math.max(SMALLEST_READ, Integer.highestOneBit(credit.left()));
    return Math.min(wanted, LARGEST_READ);
  }

  void lost(String reason) {
    outlet.lost(this, reason);
  }

  void deliver(Batch batch, int count) {
    credit.take(count);
    movedSilently = count == 0;
    if (count > 0) {
      lastTimeMs = batch.messages().get(count - 1).storeTimeMs();
      outlet.deliver(this, batch, count);
    }
  }
}
