package io.cometmq.web.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.model.Splitter;
import io.cometmq.web.feed.Credit;
import io.cometmq.web.feed.Subscription;
import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CloseCode;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.protocol.CommandParser;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.Limits;
import io.cometmq.web.protocol.RateLimit;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket of a page: takes its commands, keeps its subscriptions. Owned by its event loop. */
public final class Session {
  private static final String PING = "{\"ping\":{}}";

  /** How long before its token ends a page is told. */
  private static final long WARN_MS = 60_000;

  /** Requests of one socket that may wait for an answer. */
  private static final int MOST_REQUESTS = 64;

  private static final String PONG = "{\"pong\":{}}";
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final String name;
  private final InetSocketAddress address;
  private final PageSocket socket;
  private final SessionParts parts;
  private final CommandParser parser;
  private final RateLimit publishRate;
  private final Map<Integer, SubscriptionWatch> subscriptions = new LinkedHashMap<>();
  private final GroupSubscriptions groups;
  private final long openedMs;
  private long heardMs;
  private long askedMs;
  private int openRequests;
  private final @Nullable String handshakeToken;
  private @Nullable Access access;
  private boolean warned;
  private boolean ended;

  /**
   * Creates the session of a socket that has just been opened.
   *
   * @param name tells it apart in logs and for people
   * @param handshakeToken that came with the socket, in a header or cookie; null for none
   */
  public Session(
      String name,
      InetSocketAddress address,
      @Nullable String handshakeToken,
      PageSocket socket,
      SessionParts parts) {
    this.handshakeToken = handshakeToken;
    this.name = name;
    this.address = address;
    this.socket = socket;
    this.parts = parts;
    this.groups = new GroupSubscriptions(parts, socket);
    this.parser = new CommandParser(parts.limits());
    this.openedMs = parts.clock().millis();
    this.heardMs = openedMs;
    this.publishRate = new RateLimit(parts.limits().publishRate(), openedMs);
  }

  /** A frame came: one command, or several separated by line ends. */
  public void frame(String text) {
    heardMs = parts.clock().millis();
    for (String line : Splitter.on("\n", text)) {
      if (ended) {
        return;
      }
      if (!line.isBlank()) {
        line(line);
      }
    }
  }

  private void line(String line) {
    JsonNode object;
    try {
      object = CommandParser.object(line);
    } catch (IllegalArgumentException e) {
      LOG.debug("session {} of {} sent a broken frame: {}", name, address, e.getMessage());
      close(CloseCode.BROKEN_FRAME);
      return;
    }
    JsonNode id = object.get("id");
    try {
      handle(id, parser.parse(object));
    } catch (CometException e) {
      socket.send(Answers.error(id, e));
    }
  }

  private void handle(@Nullable JsonNode id, Command command) {
    if (access == null
        && !(command instanceof Command.Connect)
        && !(command instanceof Command.Life)) {
      throw new CometException(
          ErrorCode.NOT_CONNECTED, "the first command must be connect, as in {\"connect\":{}}");
    }
    if (command instanceof Command.Connect connect) {
      connect(id, connect);
    } else if (command instanceof Command.Refresh refresh) {
      refresh(id, refresh.token());
    } else if (command instanceof Command.Subscribe subscribe) {
      subscribe(id, subscribe);
    } else if (command instanceof Command.Join join) {
      granted().rights().checkSubscribe(join.topic());
      granted().groups().check(join.group());
      checkFree(join.sub());
      groups.join(id, join);
    } else if (command instanceof Command.Acknowledge acknowledge) {
      groups.acknowledge(id, acknowledge);
    } else if (command instanceof Command.GiveBack giveBack) {
      groups.giveBack(id, giveBack);
    } else if (command instanceof Command.AddCredit credit && groups.has(credit.sub())) {
      groups.addCredit(credit.sub(), credit.add());
    } else if (command instanceof Command.AddCredit credit) {
      Subscription subscription = find(credit.sub()).subscription();
      subscription.credit().add(credit.add());
      parts.feeds().ready(subscription);
    } else if (command instanceof Command.Unsubscribe unsubscribe
        && groups.has(unsubscribe.sub())) {
      groups.close(unsubscribe.sub());
      socket.send(Answers.unsubscribed(id, unsubscribe.sub()));
    } else if (command instanceof Command.Unsubscribe unsubscribe) {
      parts.feeds().close(find(unsubscribe.sub()).subscription());
      subscriptions.remove(unsubscribe.sub());
      socket.send(Answers.unsubscribed(id, unsubscribe.sub()));
    } else if (command instanceof Command.Publish publish) {
      publish(id, publish);
    } else if (command instanceof Command.Request request) {
      request(id, request);
    } else if (command instanceof Command.Life life) {
      if (life.wantsAnswer()) {
        socket.send(PONG);
      }
    } else if (command instanceof Command.Unsupported unsupported) {
      throw new CometException(
          ErrorCode.NOT_SUPPORTED, "this broker does not have " + unsupported.missing());
    }
  }

  private void connect(@Nullable JsonNode id, Command.Connect connect) {
    if (access != null) {
      throw new CometException(ErrorCode.NOT_CONNECTED, "this socket is connected already");
    }
    try {
      Access granted =
          parts.gate().admit(connect.token() == null ? handshakeToken : connect.token());
      parts.users().enter(granted);
      access = granted;
      socket.send(Answers.connected(id, name, parts, granted));
    } catch (CometException e) {
      socket.send(Answers.error(id, e));
      close(
          e.code() == ErrorCode.TOO_MANY_SOCKETS
              ? CloseCode.TOO_MANY_SOCKETS
              : CloseCode.TOKEN_REFUSED);
    }
  }

  /** A token that is refused changes nothing: the one before counts until its end. */
  private void refresh(@Nullable JsonNode id, String token) {
    Access granted = parts.gate().admit(token);
    if (!Objects.equals(granted.user(), granted().user())) {
      throw new CometException(
          ErrorCode.BAD_TOKEN, "refresh.token: is another user's; open a socket of its own for it");
    }
    access = granted;
    warned = false;
    socket.send(Answers.refreshed(id, granted.secondsLeft(parts.clock().millis())));
    List.copyOf(subscriptions.values()).forEach(each -> keepIfAllowed(each.subscription()));
    groups.keepAllowed(granted);
  }

  private void keepIfAllowed(Subscription subscription) {
    try {
      granted().rights().checkSubscribe(subscription.topic());
    } catch (CometException e) {
      subscriptions.remove(subscription.id());
      parts.feeds().close(subscription);
      socket.send(Answers.ended(subscription.id(), e));
    }
  }

  private Access granted() {
    return Objects.requireNonNull(access, "only after connect");
  }

  private void subscribe(@Nullable JsonNode id, Command.Subscribe command) {
    granted().rights().checkSubscribe(command.topic());
    checkFree(command.sub());
    Subscription subscription =
        new Subscription(
            command.sub(),
            command.topic(),
            command.filter(),
            new Credit(command.credit(), parts.limits().credit()),
            socket);
    subscriptions.put(command.sub(), new SubscriptionWatch(subscription));
    try {
      parts
          .feeds()
          .open(
              subscription,
              command.from(),
              opened -> socket.send(Answers.subscribed(id, command.sub(), opened)),
              failure -> refused(id, subscription, failure));
    } catch (CometException e) {
      subscriptions.remove(command.sub());
      parts.feeds().close(subscription);
      throw e;
    }
  }

  private void checkFree(int sub) {
    if (subscriptions.containsKey(sub) || groups.has(sub)) {
      throw new CometException(
          ErrorCode.SUB_IN_USE,
          "subscribe.sub: this socket has a subscription " + sub + " already");
    }
    int most = parts.limits().subscriptions();
    if (subscriptions.size() + groups.size() >= most) {
      throw new CometException(
          ErrorCode.TOO_MANY, "this socket has " + most + " subscriptions, which is the most");
    }
  }

  private void refused(@Nullable JsonNode id, Subscription subscription, CometException failure) {
    if (!ended && subscriptions.remove(subscription.id()) != null) {
      parts.feeds().close(subscription);
      socket.send(Answers.error(id, failure));
    }
  }

  private SubscriptionWatch find(int sub) {
    SubscriptionWatch known = subscriptions.get(sub);
    if (known == null) {
      throw new CometException(ErrorCode.NO_SUB, "this socket has no subscription " + sub);
    }
    return known;
  }

  private void checkRate() {
    if (!publishRate.take(parts.clock().millis())) {
      throw new CometException(
          ErrorCode.RATE_LIMITED,
          "more than " + parts.limits().publishRate() + " messages in a second from one socket");
    }
  }

  private void request(@Nullable JsonNode id, Command.Request command) {
    granted().rights().checkPublish(command.message().topic());
    if (openRequests >= MOST_REQUESTS) {
      throw new CometException(
          ErrorCode.RATE_LIMITED,
          MOST_REQUESTS + " requests of this socket wait for an answer, which is the most");
    }
    checkRate();
    openRequests++;
    parts
        .requester()
        .request(
            command,
            address,
            (reply, failure) -> {
              openRequests--;
              if (!ended) {
                socket.send(
                    failure != null
                        ? Answers.error(id, failure)
                        : Answers.replied(id, Objects.requireNonNull(reply)));
              }
            });
  }

  private void publish(@Nullable JsonNode id, Command.Publish command) {
    granted().rights().checkPublish(command.topic());
    checkRate();
    parts
        .publisher()
        .publish(
            command,
            address,
            (published, failure) -> {
              if (!ended) {
                socket.send(
                    failure != null
                        ? Answers.error(id, failure)
                        : Answers.published(id, Objects.requireNonNull(published)));
              }
            });
  }

  /** The socket has room again. */
  public void drained() {
    subscriptions.values().forEach(each -> parts.feeds().ready(each.subscription()));
    groups.drained();
  }

  /** Must be called every second: looks for silence, and tells subscriptions how far they are. */
  public void tick(long nowMs) {
    Limits limits = parts.limits();
    Access now = access;
    if (now == null && nowMs - openedMs >= limits.connectMs()) {
      close(CloseCode.NO_CONNECT);
    } else if (nowMs - heardMs > limits.silenceMs()) {
      close(CloseCode.SILENT);
    } else if (now != null && now.isOver(nowMs)) {
      close(CloseCode.TOKEN_EXPIRED);
    } else {
      if (now != null && !warned && now.expiresMs() - nowMs <= WARN_MS) {
        warned = true;
        socket.send(Answers.expiring(now.secondsLeft(nowMs)));
      }
      if (nowMs - heardMs >= limits.pingMs() && nowMs - askedMs >= limits.pingMs()) {
        askedMs = nowMs;
        socket.send(PING);
      }
      subscriptions.values().forEach(each -> each.tick(nowMs, parts.feeds(), socket));
      groups.tick();
    }
  }

  /** Asks the page to come back after a while. */
  public void goAway(long afterMs) {
    socket.send(Answers.goAway("drain", afterMs));
    close(CloseCode.GOING_AWAY);
  }

  private void close(CloseCode code) {
    ended();
    socket.close(code);
  }

  /** The socket is gone. */
  public void ended() {
    if (!ended && access != null) {
      parts.users().leave(access);
    }
    ended = true;
    subscriptions.values().forEach(each -> parts.feeds().close(each.subscription()));
    subscriptions.clear();
    groups.end();
  }
}
