package io.cometmq.web.group;

import io.cometmq.util.Clock;
import io.cometmq.web.feed.Credit;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One page's part of a group. Owned by the event loop of its socket.
 *
 * <p>It asks for no more than the page has credit for, and for nothing while the socket is full, so
 * that nothing is taken from the others that cannot be sent. At most one question is under way.
 */
public final class GroupSubscription {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSubscription.class);
  private static final int MOST_AT_ONCE = 32;
  private static final long PAUSE_MS = 1_000;

  private record Open(Receipt receipt, long untilMs) {}

  private final int id;
  private final GroupRequest request;
  private final Credit credit;
  private final GroupReads reads;
  private final GroupOutlet outlet;
  private final Clock clock;
  // in the order in which they were handed out, so the oldest first
  private final Map<String, Open> open = new LinkedHashMap<>();
  private GroupReads.@Nullable Question question;
  private long lastReceipt;
  private long pausedUntilMs;
  private boolean closed;

  /**
   * Creates one that asks for nothing before {@link #ready} is called.
   *
   * @param id the number that the page gave it
   */
  public GroupSubscription(
      int id,
      GroupRequest request,
      Credit credit,
      GroupReads reads,
      GroupOutlet outlet,
      Clock clock) {
    this.id = id;
    this.request = request;
    this.credit = credit;
    this.reads = reads;
    this.outlet = outlet;
    this.clock = clock;
  }

  /** What it wants. */
  public GroupRequest request() {
    return request;
  }

  /** What the page is ready to take. */
  public Credit credit() {
    return credit;
  }

  /** Asks for messages if they can be sent. */
  public void ready() {
    if (!closed
        && question == null
        && credit.left() > 0
        && clock.millis() >= pausedUntilMs
        && !outlet.isFull()) {
      question = reads.take(request, Math.min(credit.left(), MOST_AT_ONCE), this::taken);
    }
  }

  private void taken(@Nullable List<GroupMessage> messages, @Nullable CometException failure) {
    question = null;
    if (messages == null) {
      LOG.debug("group {} got nothing", request.group(), failure);
      pausedUntilMs = clock.millis() + PAUSE_MS;
    } else if (closed) {
      giveBack(messages.stream().map(GroupMessage::receipt).toList());
    } else {
      messages.forEach(this::deliver);
    }
    if (failure == null) {
      ready();
    }
  }

  private void deliver(GroupMessage message) {
    credit.take(1);
    lastReceipt++;
    String name = "r-" + lastReceipt;
    open.put(name, new Open(message.receipt(), clock.millis() + request.invisibleMs()));
    outlet.send(
        "{\"message\":{\"sub\":"
            + id
            + ",\"receipt\":\""
            + name
            + "\",\"deliveries\":"
            + message.deliveries()
            + ","
            + message.fields()
            + "}}");
  }

  /**
   * The page has dealt with messages.
   *
   * @throws CometException when a receipt is none, after the others have been taken
   */
  public void acknowledge(List<String> names, Consumer<@Nullable CometException> failed) {
    settle("ack", names, receipts -> reads.acknowledge(receipts, failed));
  }

  /**
   * The page could not deal with messages.
   *
   * @param delayMs when they may come again
   * @throws CometException when a receipt is none, after the others have been taken
   */
  public void giveBack(
      List<String> names, long delayMs, Consumer<@Nullable CometException> failed) {
    settle("nack", names, receipts -> reads.giveBack(receipts, delayMs, failed));
  }

  private void settle(String verb, List<String> names, Consumer<List<Receipt>> action) {
    List<Receipt> receipts = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      Open known = open.remove(name);
      if (known == null || clock.millis() >= known.untilMs()) {
        unknown.add(name);
      } else {
        receipts.add(known.receipt());
      }
    }
    if (!receipts.isEmpty()) {
      action.accept(receipts);
    }
    if (!unknown.isEmpty()) {
      throw new CometException(
          ErrorCode.NO_RECEIPT,
          verb
              + ".receipts: "
              + String.join(", ", unknown)
              + " is not open in subscription "
              + id
              + "; it was settled already, its invisible time is over, or another socket has it");
    }
  }

  /** Must be called every second: forgets what has come again for others by now, and goes on. */
  public void tick() {
    long now = clock.millis();
    open.values().removeIf(each -> now >= each.untilMs());
    ready();
  }

  /** Ends it; what the page has not settled comes again at once. */
  public void close() {
    closed = true;
    if (question != null) {
      question.cancel();
    }
    giveBack(open.values().stream().map(Open::receipt).toList());
    open.clear();
  }

  private void giveBack(List<Receipt> receipts) {
    if (!receipts.isEmpty()) {
      reads.giveBack(
          receipts,
          0,
          failure -> {
            if (failure != null) {
              LOG.debug("group {} gets messages later", request.group(), failure);
            }
          });
    }
  }
}
