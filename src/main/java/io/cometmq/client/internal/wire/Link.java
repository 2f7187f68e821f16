package io.cometmq.client.internal.wire;

import io.cometmq.client.ClientException;
import io.cometmq.net.Connection;
import io.cometmq.net.Connector;
import io.cometmq.net.FrameListener;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.RemotingFrame;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one server: a connection that is opened when needed, and again, after a pause that
 * grows with each failure, when it was lost. Owned by the client's loop.
 */
public final class Link {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 5_000;

  private final ClientLoop loop;
  private final Connector connector;
  private final String address;
  private final FrameListener requests;
  private final @Nullable ClientMeters meters;
  private final BrokerHealth health = new BrokerHealth();

  /** Told to go away, but still waiting for answers. */
  private final List<Connection> retired = new ArrayList<>();

  private @Nullable Connection connection;
  private @Nullable Future<Connection> connecting;
  private boolean connectedBefore;
  private boolean used;
  private long lastUsedMs;
  private int failures;
  private long retryAtMs;
  private @Nullable Throwable lastFailure;

  Link(
      ClientLoop loop,
      Connector connector,
      String address,
      FrameListener requests,
      @Nullable ClientMeters meters) {
    this.meters = meters;
    this.loop = loop;
    this.connector = connector;
    this.address = address;
    this.requests = requests;
  }

  /** {@code host:port}. */
  public String address() {
    return address;
  }

  /** How the server does. */
  public BrokerHealth health() {
    return health;
  }

  /** The open connection for whoever is about to use it, null when there is none. */
  public @Nullable Connection ready() {
    used = true;
    return open();
  }

  /** The open connection for whoever only looks at it, null when there is none. */
  public @Nullable Connection open() {
    Connection current = connection;
    return current != null && !current.isClosed() ? current : null;
  }

  /**
   * The open connection, or a new one. Within the pause after a failure it fails at once.
   *
   * @return fails with {@link ClientException.Unreachable}
   */
  public Future<Connection> connect() {
    Connection current = ready();
    if (current != null) {
      return Future.succeededFuture(current);
    }
    Future<Connection> underway = connecting;
    if (underway != null) {
      return underway;
    }
    if (ClientLoop.nowMs() < retryAtMs) {
      return Future.failedFuture(new ClientException.Unreachable(address, null, lastFailure));
    }
    Future<Connection> started =
        connector
            .connect(address, loop.turn(), new Listener())
            .transform(
                done -> {
                  connecting = null;
                  return done.succeeded() ? connected(done.result()) : failed(done.cause());
                });
    if (!started.isComplete()) {
      connecting = started;
    }
    return started;
  }

  /**
   * Sends a request that is not hot. Told to go away, it is sent once more over a new connection.
   *
   * @return the answer, whatever its code; fails with a {@link ClientException}
   */
  public Future<RemotingCommand> invoke(RemotingCommand request, Duration timeout) {
    return once(request, timeout)
        .compose(
            answer ->
                answer.code() == ResponseCode.GO_AWAY
                    ? once(request, timeout)
                    : Future.succeededFuture(answer));
  }

  private Future<RemotingCommand> once(RemotingCommand request, Duration timeout) {
    return connect()
        .compose(
            to ->
                to.invoke(request, timeout.toMillis())
                    .onSuccess(
                        answer -> {
                          if (answer.code() == ResponseCode.GO_AWAY) {
                            retire(to);
                          }
                        }))
        .recover(cause -> Future.failedFuture(typed(cause, request, timeout)));
  }

  /** The server wants no more requests on this connection; answers may still come. */
  public void retire(Connection old) {
    if (old == connection) {
      connection = null;
    }
    if (!retired.contains(old)) {
      retired.add(old);
      closeRetired();
    }
  }

  /** Closes retired connections that wait for nothing any more. */
  void closeRetired() {
    retired.removeIf(
        old -> {
          boolean over = old.isClosed() || old.pendingRequests() == 0;
          if (over) {
            old.close();
          }
          return over;
        });
  }

  /** Closes the connection when it waits for nothing and nobody has used it for so long. */
  void closeIdle(long nowMs, long idleMs) {
    Connection current = open();
    if (used || current == null || current.pendingRequests() > 0) {
      used = false;
      lastUsedMs = nowMs;
    } else if (nowMs - lastUsedMs >= idleMs) {
      LOG.debug("nobody has used the connection to {} for {} ms", address, nowMs - lastUsedMs);
      connection = null;
      connectedBefore = false;
      current.close();
    }
  }

  /** Closes a connection that seems dead, so that what waits for it fails now. */
  void drop() {
    Connection current = open();
    if (current != null) {
      current.close();
    }
  }

  private Throwable typed(Throwable cause, RemotingCommand request, Duration timeout) {
    if (cause instanceof ClientException) {
      return cause;
    }
    return cause instanceof TimeoutException
        ? new ClientException.TimedOut(
            "request " + request.code(), address, request.extFields().get("topic"), timeout)
        : new ClientException.Unreachable(address, request.extFields().get("topic"), cause);
  }

  private Future<Connection> connected(Connection opened) {
    LOG.debug("connected to {}", address);
    connection = opened;
    if (meters != null) {
      meters.onOpen(connectedBefore);
    }
    connectedBefore = true;
    failures = 0;
    retryAtMs = 0;
    return Future.succeededFuture(opened);
  }

  private Future<Connection> failed(Throwable cause) {
    long pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(failures, 10));
    LOG.debug("no connection to {}: {}; next try in {} ms", address, cause.getMessage(), pause);
    failures++;
    lastFailure = cause;
    retryAtMs = ClientLoop.nowMs() + pause;
    return Future.failedFuture(new ClientException.Unreachable(address, null, cause));
  }

  private final class Listener implements FrameListener {
    @Override
    public void onFrame(Connection from, RemotingFrame frame) {
      requests.onFrame(from, frame);
    }

    @Override
    public void onClose(Connection closed) {
      LOG.debug("connection to {} was closed", address);
      if (closed == connection) {
        connection = null;
      }
      if (meters != null) {
        meters.onClose();
      }
      requests.onClose(closed);
    }
  }
}
