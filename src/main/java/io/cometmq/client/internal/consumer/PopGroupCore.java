package io.cometmq.client.internal.consumer;

import io.cometmq.client.GroupConsumer;
import io.cometmq.client.MessageHandler;
import io.cometmq.client.PopOptions;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has popped messages handled, and acknowledges those that were. Public methods are safe for any
 * thread; what it keeps belongs to the client's loop.
 */
public final class PopGroupCore implements GroupConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(PopGroupCore.class);

  private final ClientCore core;
  private final PopOptions options;
  private final MessageHandler handler;
  private final @Nullable ContextInternal context;
  private final PopConsumerCore source;
  private final Observed observed;

  /** What handlers are busy with. */
  private final Set<Popped> busy = new HashSet<>();

  private final Promise<Void> idle = Promise.promise();

  /** Messages that were handed out and are not acknowledged or given back yet. */
  private int underway;

  private boolean paused;
  private long timer = -1;
  private @Nullable Future<Void> closing;

  /**
   * Creates a member that has not joined yet.
   *
   * @param context where the handler is called, null for the client's loop
   */
  public PopGroupCore(
      ClientCore core,
      PopOptions options,
      MessageHandler handler,
      @Nullable ContextInternal context) {
    this.core = core;
    this.options = options;
    this.handler = handler;
    this.context = context;
    this.source = new PopConsumerCore(core, options);
    this.observed = new Observed(core, options.group());
  }

  /** Joins the group; done when it is known what to pop from. */
  public Future<GroupConsumer> join() {
    source.pause();
    source.setHandler(this::hand);
    return source
        .join()
        .map(
            joined -> {
              if (closing == null) {
                long sweepMs = Math.max(100, options.invisible().toMillis() / 8);
                timer = core.loop().periodically(sweepMs, this::renewOld);
                want();
              }
              return this;
            });
  }

  /** So many more as may be handled at once. */
  private void want() {
    source.pause();
    if (!paused && closing == null) {
      source.fetch(options.maxConcurrent() - underway);
    }
  }

  private void hand(Popped popped) {
    underway++;
    busy.add(popped);
    observed.begin(popped);
    ContextInternal to = context;
    if (to == null) {
      handle(popped);
    } else {
      to.runOnContext(go -> handle(popped));
    }
  }

  /** On the handler's context. */
  private void handle(Popped popped) {
    Future<?> handled;
    try {
      handled = handler.handle(popped.message());
    } catch (RuntimeException e) {
      handled = Future.failedFuture(e);
    }
    handled.onComplete(
        done -> core.loop().run(() -> onHandled(popped, done.succeeded() ? null : done.cause())));
  }

  private void onHandled(Popped popped, @Nullable Throwable failure) {
    busy.remove(popped);
    observed.end(popped, failure);
    Future<Void> ended;
    if (failure == null) {
      ended = popped.ack();
    } else {
      LOG.debug("{} is to come again", popped.message(), failure);
      ended = popped.retryAfter(options.retryDelay(popped.message().deliveries()));
    }
    ended
        .onFailure(cause -> LOG.warn("{} may come again: {}", popped.message(), cause.getMessage()))
        .onComplete(
            done -> {
              underway--;
              if (closing == null) {
                if (!paused) {
                  source.fetch(1);
                }
              } else if (underway == 0) {
                idle.tryComplete();
              }
            });
  }

  /** Handlers that are still busy keep their messages to themselves. */
  private void renewOld() {
    long now = ClientLoop.nowMs();
    for (Popped each : busy) {
      if (each.hiddenMs(now) < options.invisible().toMillis() / 2) {
        each.renew(options.invisible())
            .onFailure(
                cause -> LOG.warn("{} may come again: {}", each.message(), cause.getMessage()));
      }
    }
  }

  @Override
  public Future<Set<MessageQueue>> assigned() {
    return core.loop().forCaller(() -> Future.succeededFuture(source.assigned()));
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public Future<Void> pause() {
    return setPaused(true);
  }

  @Override
  public Future<Void> resume() {
    return setPaused(false);
  }

  private Future<Void> setPaused(boolean value) {
    return core.loop()
        .forCaller(
            () -> {
              paused = value;
              want();
              return Future.succeededFuture();
            });
  }

  @Override
  public Future<Void> close() {
    return core.loop().forCaller(this::closeOnLoop);
  }

  private Future<Void> closeOnLoop() {
    Future<Void> started = closing;
    if (started != null) {
      return started;
    }
    long limit =
        core.loop().later(core.options().closeTimeout().toMillis(), () -> idle.tryComplete());
    if (underway == 0) {
      idle.tryComplete();
    }
    started =
        idle.future()
            .compose(
                done -> {
                  core.loop().cancel(limit);
                  if (timer >= 0) {
                    core.loop().cancel(timer);
                  }
                  return source.close();
                });
    closing = started;
    source.pause();
    return started;
  }
}
