package io.cometmq.web.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.web.feed.Credit;
import io.cometmq.web.group.GroupReads;
import io.cometmq.web.group.GroupRequest;
import io.cometmq.web.group.GroupSubscription;
import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.protocol.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The group subscriptions of one socket. Owned by its event loop. */
final class GroupSubscriptions {
  private final SessionParts parts;
  private final GroupReads reads;
  private final PageSocket socket;
  private final Replies replies;
  private final Map<Integer, GroupSubscription> subscriptions = new LinkedHashMap<>();

  GroupSubscriptions(SessionParts parts, PageSocket socket, Replies replies) {
    this.parts = parts;
    this.reads = parts.groups();
    this.socket = socket;
    this.replies = replies;
  }

  int size() {
    return subscriptions.size();
  }

  boolean has(int sub) {
    return subscriptions.containsKey(sub);
  }

  void join(@Nullable JsonNode id, Command.Join command) {
    GroupSubscription subscription =
        new GroupSubscription(
            command.sub(),
            new GroupRequest(
                command.topic(),
                command.group(),
                command.filter().compile(),
                command.fromEarliest(),
                command.invisibleMs()),
            new Credit(command.credit(), parts.limits().credit()),
            reads,
            socket,
            parts.clock());
    subscriptions.put(command.sub(), subscription);
    reads.join(
        subscription.request(),
        failure -> {
          if (subscriptions.get(command.sub()) != subscription) {
            // ended meanwhile
            return;
          }
          if (failure != null) {
            subscriptions.remove(command.sub());
            replies.refuse(id, failure);
          } else {
            replies.send(Answers.joined(id, command.sub()));
            subscription.ready();
          }
        });
  }

  void addCredit(int sub, int more) {
    GroupSubscription subscription = find(sub);
    subscription.credit().add(more);
    subscription.ready();
  }

  void acknowledge(@Nullable JsonNode id, Command.Acknowledge command) {
    find(command.sub())
        .acknowledge(command.receipts(), failure -> settled(id, "ack", command.sub(), failure));
  }

  void giveBack(@Nullable JsonNode id, Command.GiveBack command) {
    find(command.sub())
        .giveBack(
            command.receipts(),
            command.delayMs(),
            failure -> settled(id, "nack", command.sub(), failure));
  }

  private void settled(
      @Nullable JsonNode id, String verb, int sub, @Nullable CometException failure) {
    if (failure != null) {
      replies.refuse(id, failure);
    } else if (id != null) {
      replies.send(Answers.settled(id, verb, sub));
    }
  }

  private GroupSubscription find(int sub) {
    GroupSubscription known = subscriptions.get(sub);
    if (known == null) {
      throw new CometException(ErrorCode.NO_SUB, "this socket has no group subscription " + sub);
    }
    return known;
  }

  void close(int sub) {
    GroupSubscription known = subscriptions.remove(sub);
    if (known != null) {
      known.close();
    }
  }

  /** Ends those that a new token does not allow. */
  void keepAllowed(Access access) {
    for (Map.Entry<Integer, GroupSubscription> each : List.copyOf(subscriptions.entrySet())) {
      try {
        access.rights().checkSubscribe(each.getValue().request().topic());
        access.groups().check(each.getValue().request().group());
      } catch (CometException e) {
        close(each.getKey());
        replies.send(Answers.ended(each.getKey(), e));
      }
    }
  }

  void tick() {
    subscriptions.values().forEach(GroupSubscription::tick);
  }

  void drained() {
    subscriptions.values().forEach(GroupSubscription::ready);
  }

  void end() {
    subscriptions.values().forEach(GroupSubscription::close);
    subscriptions.clear();
  }
}
