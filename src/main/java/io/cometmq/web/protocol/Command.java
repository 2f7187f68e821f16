package io.cometmq.web.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a page asks for. */
public sealed interface Command {
  /** The first command of every socket. */
  record Connect(@Nullable String token, String client) implements Command {}

  /** A new token for the open socket. */
  record Refresh(String token) implements Command {}

  /** A broadcast subscription. */
  record Subscribe(int sub, String topic, FilterText filter, StartAt from, int credit)
      implements Command {}

  /**
   * A group subscription.
   *
   * @param fromEarliest where a new group begins
   * @param invisibleMs how long others don't see what this page was given
   */
  record Join(
      int sub,
      String topic,
      String group,
      FilterText filter,
      boolean fromEarliest,
      long invisibleMs,
      int credit)
      implements Command {}

  /** Messages of a group have been dealt with. */
  record Acknowledge(int sub, List<String> receipts) implements Command {}

  /** Messages of a group are to come again. */
  record GiveBack(int sub, List<String> receipts, long delayMs) implements Command {}

  /** More credit. */
  record AddCredit(int sub, int add) implements Command {}

  /** The end of a subscription. */
  record Unsubscribe(int sub) implements Command {}

  /**
   * A message to store.
   *
   * @param delayMs 0 for none
   */
  record Publish(
      String topic,
      @Nullable String tag,
      List<String> keys,
      @Nullable String order,
      long delayMs,
      Map<String, String> properties,
      byte[] body)
      implements Command {}

  /**
   * A message to store whose answer is waited for.
   *
   * @param timeoutMs how long, in milliseconds
   */
  record Request(Publish message, long timeoutMs) implements Command {}

  /** An answer to a ping, or a ping of the page's own. */
  record Life(boolean wantsAnswer) implements Command {}

  /**
   * A command of the protocol that this broker does not have.
   *
   * @param missing what is missing
   */
  record Unsupported(String missing) implements Command {}
}
