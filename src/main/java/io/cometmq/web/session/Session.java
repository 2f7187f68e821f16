package io.cometmq.web.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.model.Splitter;
import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CloseCode;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.Command;
import io.cometmq.web.protocol.CommandParser;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.Limits;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket of a page: takes its commands, keeps its subscriptions. Owned by its event loop. */
public final class Session {
  private static final String PING = "{\"ping\":{}}";

  /** How long before its token ends a page is told. */
  private static final long WARN_MS = 60_000;

  private static final String PONG = "{\"pong\":{}}";
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final String name;
  private final InetSocketAddress address;
  private final PageSocket socket;
  private final SessionParts parts;
  private final CommandParser parser;
  private final Replies replies;
  private final TopicSubscriptions topics;
  private final GroupSubscriptions groups;
  private final Sends sends;
  private final long openedMs;
  private long heardMs;
  private long askedMs;
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
    this.replies = new Replies(socket, parts.refusals());
    this.topics = new TopicSubscriptions(parts, socket, replies);
    this.groups = new GroupSubscriptions(parts, socket, replies);
    this.sends = new Sends(address, parts, replies);
    this.parser = new CommandParser(parts.limits());
    this.openedMs = parts.clock().millis();
    this.heardMs = openedMs;
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
      replies.refuse(id, e);
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
      granted().rights().checkSubscribe(subscribe.topic());
      checkFree(subscribe.sub());
      topics.subscribe(id, subscribe);
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
      topics.addCredit(credit.sub(), credit.add());
    } else if (command instanceof Command.Unsubscribe unsubscribe) {
      unsubscribe(id, unsubscribe.sub());
    } else if (command instanceof Command.Publish publish) {
      granted().rights().checkPublish(publish.topic());
      sends.publish(id, publish);
    } else if (command instanceof Command.Request request) {
      granted().rights().checkPublish(request.message().topic());
      sends.request(id, request);
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
      replies.refuse(id, e);
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
    topics.keepAllowed(granted);
    groups.keepAllowed(granted);
  }

  private Access granted() {
    return Objects.requireNonNull(access, "only after connect");
  }

  private void unsubscribe(@Nullable JsonNode id, int sub) {
    if (groups.has(sub)) {
      groups.close(sub);
    } else {
      topics.close(sub);
    }
    replies.send(Answers.unsubscribed(id, sub));
  }

  private void checkFree(int sub) {
    if (topics.has(sub) || groups.has(sub)) {
      throw new CometException(
          ErrorCode.SUB_IN_USE,
          "subscribe.sub: this socket has a subscription " + sub + " already");
    }
    int most = parts.limits().subscriptions();
    if (topics.size() + groups.size() >= most) {
      throw new CometException(
          ErrorCode.TOO_MANY, "this socket has " + most + " subscriptions, which is the most");
    }
  }

  /** The socket has room again. */
  public void drained() {
    topics.drained();
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
      topics.tick(nowMs);
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
    topics.end();
    groups.end();
    sends.end();
  }
}
