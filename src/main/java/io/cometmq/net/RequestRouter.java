package io.cometmq.net;

import io.cometmq.protocol.NotSupported;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.RemotingFrame;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table from request code to handler, and the rules that hold for all of them: one-way requests
 * get no answer, unknown codes and failures get one that says so. Owned by one event loop; one
 * instance each.
 */
public final class RequestRouter implements FrameListener {
  private static final Logger LOG = LoggerFactory.getLogger(RequestRouter.class);

  /** Clients above this release understand {@link ResponseCode#GO_AWAY} (5.3.1's ordinal). */
  private static final int GO_AWAY_AFTER_VERSION = 475;

  private final IntObjectMap<RequestHandler> handlers = new IntObjectHashMap<>(128);
  private final List<Consumer<Connection>> closeListeners = new ArrayList<>();
  private final RemotingStats stats;
  private boolean goingAway;
  private int inFlight;

  /** Creates an empty table. */
  public RequestRouter(RemotingStats stats) {
    this.stats = stats;
  }

  /** Sets the handler of a hot request code. */
  public void onFrames(int code, RequestHandler handler) {
    if (handlers.put(code, handler) != null) {
      throw new IllegalStateException("two handlers for request code " + code);
    }
  }

  /** Sets the handler of a request code. */
  public void on(int code, CommandHandler handler) {
    onFrames(code, (connection, frame) -> handleCommand(handler, connection, frame));
  }

  /** Is told of each connection that went away. */
  public void onConnectionClosed(Consumer<Connection> listener) {
    closeListeners.add(listener);
  }

  /** From now on, tells clients that understand it to go elsewhere instead of serving them. */
  public void goAway() {
    goingAway = true;
  }

  /** Requests taken by {@link CommandHandler}s that have no answer yet. */
  public int inFlight() {
    return inFlight;
  }

  @Override
  public void onFrame(Connection connection, RemotingFrame frame) {
    HeaderView header = frame.header();
    stats.onRequest();
    if (goingAway && header.version() > GO_AWAY_AFTER_VERSION) {
      refuse(connection, frame, ResponseCode.GO_AWAY, "the server is shutting down, use another");
      return;
    }
    RequestHandler handler = handlers.get(header.code());
    if (handler == null) {
      stats.onUnsupported();
      refuse(
          connection,
          frame,
          ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
          NotSupported.text(header.code()));
      return;
    }
    handler.handle(connection, frame);
  }

  @Override
  public void onClose(Connection connection) {
    closeListeners.forEach(listener -> listener.accept(connection));
  }

  private void handleCommand(CommandHandler handler, Connection connection, RemotingFrame frame) {
    RemotingCommand request = frame.toCommand();
    frame.release();
    inFlight++;
    Future<RemotingCommand> answer;
    try {
      answer = handler.handle(connection, request);
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    answer.onComplete(
        done -> {
          inFlight--;
          if (done.cause() instanceof NoAnswerException) {
            return;
          }
          if (done.succeeded()) {
            answer(connection, request, done.result());
          } else {
            answer(connection, request, refusal(request, done.cause()));
          }
        });
  }

  private static void answer(
      Connection connection, RemotingCommand request, RemotingCommand response) {
    if (!request.isOneway() && !connection.isClosed()) {
      connection.send(response);
    }
  }

  private RemotingCommand refusal(RemotingCommand request, Throwable cause) {
    if (cause instanceof RefusedException refused) {
      return request.response(refused.code(), refused.getMessage(), refused.fields(), new byte[0]);
    }
    stats.onFailed();
    LOG.warn("request {} failed", RequestCode.nameOf(request.code()), cause);
    return request.response(ResponseCode.SYSTEM_ERROR, cause.toString());
  }

  private static void refuse(Connection connection, RemotingFrame frame, int code, String remark) {
    if (!frame.header().isOneway()) {
      connection.write(frame.toCommand().response(code, remark));
    }
    frame.release();
  }
}
