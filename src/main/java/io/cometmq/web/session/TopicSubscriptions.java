package io.cometmq.web.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.web.feed.Credit;
import io.cometmq.web.feed.Feeds;
import io.cometmq.web.feed.Subscription;
import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The broadcast subscriptions of one socket. Owned by its event loop. */
final class TopicSubscriptions {
  private final Feeds feeds;
  private final int mostCredit;
  private final PageSocket socket;
  private final Replies replies;
  private final Map<Integer, SubscriptionWatch> subscriptions = new LinkedHashMap<>();

  TopicSubscriptions(SessionParts parts, PageSocket socket, Replies replies) {
    this.feeds = parts.feeds();
    this.mostCredit = parts.limits().credit();
    this.socket = socket;
    this.replies = replies;
  }

  int size() {
    return subscriptions.size();
  }

  boolean has(int sub) {
    return subscriptions.containsKey(sub);
  }

  void subscribe(@Nullable JsonNode id, Command.Subscribe command) {
    Subscription subscription =
        new Subscription(
            command.sub(),
            command.topic(),
            command.filter(),
            new Credit(command.credit(), mostCredit),
            socket);
    subscriptions.put(command.sub(), new SubscriptionWatch(subscription));
    try {
      feeds.open(
          subscription,
          command.from(),
          opened -> replies.send(Answers.subscribed(id, command.sub(), opened)),
          failure -> refused(id, subscription, failure));
    } catch (CometException e) {
      subscriptions.remove(command.sub());
      feeds.close(subscription);
      throw e;
    }
  }

  private void refused(@Nullable JsonNode id, Subscription subscription, CometException failure) {
    SubscriptionWatch known = subscriptions.get(subscription.id());
    // it may have ended meanwhile, and its number be another's
    if (known != null && known.subscription() == subscription) {
      close(subscription.id());
      replies.refuse(id, failure);
    }
  }

  private Subscription find(int sub) {
    SubscriptionWatch known = subscriptions.get(sub);
    if (known == null) {
      throw new CometException(ErrorCode.NO_SUB, "this socket has no subscription " + sub);
    }
    return known.subscription();
  }

  void addCredit(int sub, int more) {
    Subscription subscription = find(sub);
    subscription.credit().add(more);
    feeds.ready(subscription);
  }

  void close(int sub) {
    feeds.close(find(sub));
    subscriptions.remove(sub);
  }

  /** Ends those that a new token does not allow. */
  void keepAllowed(Access access) {
    for (SubscriptionWatch each : List.copyOf(subscriptions.values())) {
      Subscription subscription = each.subscription();
      try {
        access.rights().checkSubscribe(subscription.topic());
      } catch (CometException e) {
        close(subscription.id());
        replies.send(Answers.ended(subscription.id(), e));
      }
    }
  }

  void tick(long nowMs) {
    subscriptions.values().forEach(each -> each.tick(nowMs, feeds, socket));
  }

  void drained() {
    subscriptions.values().forEach(each -> feeds.ready(each.subscription()));
  }

  void end() {
    subscriptions.values().forEach(each -> feeds.close(each.subscription()));
    subscriptions.clear();
  }
}
