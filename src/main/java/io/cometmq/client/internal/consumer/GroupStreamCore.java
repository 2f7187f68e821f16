package io.cometmq.client.internal.consumer;

import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupStream;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group as a stream. Public methods are safe for any thread; what it keeps belongs to
 * the client's loop.
 */
public final class GroupStreamCore implements GroupStream {
  private final ClientLoop loop;
  private final GroupConsumerCore consumer;

  /** Messages that are out, and what their acknowledgement ends. */
  private final Map<ReceivedMessage, Promise<Void>> open = new HashMap<>();

  private boolean ended;
  private @Nullable Handler<ReceivedMessage> handler;
  private @Nullable Handler<Throwable> failureHandler;
  private @Nullable Handler<Void> endHandler;

  /** Creates a member that has not joined yet. */
  public GroupStreamCore(ClientCore core, ConsumerOptions options) {
    this.loop = core.loop();
    this.consumer = new GroupConsumerCore(core, options, this::hand, null);
    consumer.demand().setReady(false);
    consumer.onReadFailure(this::fail);
  }

  /** Joins the group; done when the first queues have been taken up. */
  public Future<GroupStream> join() {
    return consumer.join().map(this);
  }

  private Future<Void> hand(ReceivedMessage message) {
    Handler<ReceivedMessage> to = handler;
    if (to == null) {
      throw new IllegalStateException("nobody takes messages");
    }
    Promise<Void> acknowledged = Promise.promise();
    open.put(message, acknowledged);
    try {
      to.handle(message);
    } catch (RuntimeException e) {
      if (open.remove(message) != null) {
        fail(e);
        throw e;
      }
    }
    return acknowledged.future();
  }

  private void fail(Throwable cause) {
    Handler<Throwable> to = failureHandler;
    if (to != null) {
      to.handle(cause);
    }
  }

  @Override
  public void ack(ReceivedMessage message) {
    loop.execute(
        () -> {
          Promise<Void> waiting = open.remove(message);
          if (waiting != null) {
            waiting.complete();
          }
        });
  }

  @Override
  public void nack(ReceivedMessage message, Throwable reason) {
    loop.execute(
        () -> {
          Promise<Void> waiting = open.remove(message);
          if (waiting != null) {
            waiting.fail(reason);
          }
        });
  }

  @Override
  public Future<Set<MessageQueue>> assigned() {
    return consumer.assigned();
  }

  @Override
  public long dropped() {
    return consumer.dropped();
  }

  @Override
  public Future<Void> close() {
    return loop.forCaller(
        () -> {
          // begins now, so that nothing is handed out after the end
          Future<Void> closed = consumer.close();
          Handler<Void> onEnd = endHandler;
          if (!ended && onEnd != null) {
            onEnd.handle(null);
          }
          ended = true;
          return closed;
        });
  }

  @Override
  public GroupStreamCore handler(@Nullable Handler<ReceivedMessage> newHandler) {
    loop.run(
        () -> {
          handler = newHandler;
          consumer.demand().setReady(newHandler != null);
          consumer.dispatch();
        });
    return this;
  }

  @Override
  public GroupStreamCore exceptionHandler(@Nullable Handler<Throwable> newHandler) {
    loop.run(() -> failureHandler = newHandler);
    return this;
  }

  @Override
  public GroupStreamCore endHandler(@Nullable Handler<Void> newHandler) {
    loop.run(() -> endHandler = newHandler);
    return this;
  }

  @Override
  public GroupStreamCore pause() {
    consumer.pause();
    return this;
  }

  @Override
  public GroupStreamCore resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public GroupStreamCore fetch(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("fetch of " + amount + " messages; ask for 0 or more");
    }
    loop.run(
        () -> {
          consumer.demand().add(amount);
          consumer.dispatch();
        });
    return this;
  }
}
