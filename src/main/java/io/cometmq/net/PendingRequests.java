package io.cometmq.net;

import io.cometmq.protocol.RemotingCommand;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Requests that this side has sent on one connection and that wait for their answer. Owned by the
 * connection's event loop.
 */
final class PendingRequests {
  private record Pending(Promise<RemotingCommand> promise, long timer) {}

  private final Vertx vertx;
  private final IntObjectMap<Pending> byOpaque = new IntObjectHashMap<>(4);
  private int lastOpaque;

  PendingRequests(Vertx vertx) {
    this.vertx = vertx;
  }

  int nextOpaque() {
    return ++lastOpaque;
  }

  Future<RemotingCommand> add(int opaque, long timeoutMs, String what) {
    Promise<RemotingCommand> promise = Promise.promise();
    long timer =
        vertx.setTimer(
            timeoutMs,
            id -> {
              if (byOpaque.remove(opaque) != null) {
                promise.fail(new TimeoutException(what + " got no answer in " + timeoutMs + " ms"));
              }
            });
    byOpaque.put(opaque, new Pending(promise, timer));
    return promise.future();
  }

  /** Completes the request that this is the answer to; an answer to nothing is dropped. */
  void complete(RemotingCommand response) {
    Pending pending = byOpaque.remove(response.opaque());
    if (pending != null) {
      vertx.cancelTimer(pending.timer);
      pending.promise.complete(response);
    }
  }

  void failAll(@Nullable Throwable cause, String text) {
    List<Pending> all = new ArrayList<>(byOpaque.values());
    byOpaque.clear();
    for (Pending pending : all) {
      vertx.cancelTimer(pending.timer);
      pending.promise.fail(new ConnectionClosedException(text, cause));
    }
  }
}
