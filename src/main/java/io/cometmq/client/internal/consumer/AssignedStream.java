package io.cometmq.client.internal.consumer;

import io.cometmq.client.QueueStream;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Some queues as one stream: they take turns. Methods are safe for any thread; what it keeps
 * belongs to the client's loop.
 */
final class AssignedStream implements QueueStream {
  /** Makes the reader of one queue. */
  @FunctionalInterface
  interface ReaderFactory {
    QueueReader reader(MessageQueue queue, long from, Runnable news, Consumer<Throwable> failure);
  }

  private final ClientLoop loop;
  private final BiFunction<MessageQueue, Long, Future<Void>> committer;
  private final Map<MessageQueue, QueueReader> readers;
  private final List<QueueReader> turns;
  private final Outlet<ReceivedMessage> outlet = new Outlet<>(this::next);
  private int turn;
  private boolean closed;

  AssignedStream(
      ClientLoop loop,
      Map<MessageQueue, Long> from,
      ReaderFactory factory,
      BiFunction<MessageQueue, Long, Future<Void>> committer) {
    this.loop = loop;
    this.committer = committer;
    Map<MessageQueue, QueueReader> made = new HashMap<>();
    from.forEach(
        (queue, offset) ->
            made.put(queue, factory.reader(queue, offset, outlet::emit, outlet::fail)));
    this.readers = Map.copyOf(made);
    this.turns = List.copyOf(made.values());
  }

  @Override
  public QueueStream handler(@Nullable Handler<ReceivedMessage> newHandler) {
    loop.run(
        () -> {
          if (newHandler != null) {
            turns.forEach(QueueReader::readOn);
          }
          outlet.setHandler(newHandler);
        });
    return this;
  }

  @Override
  public QueueStream exceptionHandler(@Nullable Handler<Throwable> newHandler) {
    loop.run(() -> outlet.setFailureHandler(newHandler));
    return this;
  }

  @Override
  public QueueStream endHandler(@Nullable Handler<Void> newHandler) {
    loop.run(() -> outlet.setEndHandler(newHandler));
    return this;
  }

  @Override
  public QueueStream pause() {
    loop.run(outlet::pause);
    return this;
  }

  @Override
  public QueueStream resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public QueueStream fetch(long amount) {
    loop.run(() -> outlet.fetch(amount));
    return this;
  }

  @Override
  public void seek(MessageQueue queue, long offset) {
    QueueReader reader = reader(queue);
    loop.run(() -> reader.seek(offset));
  }

  @Override
  public void pause(MessageQueue queue) {
    QueueReader reader = reader(queue);
    loop.run(() -> reader.setPaused(true));
  }

  @Override
  public void resume(MessageQueue queue) {
    QueueReader reader = reader(queue);
    loop.run(
        () -> {
          reader.setPaused(false);
          outlet.emit();
        });
  }

  @Override
  public Future<Map<MessageQueue, Long>> positions() {
    return loop.forCaller(() -> Future.succeededFuture(positionsNow()));
  }

  @Override
  public Future<Void> commit() {
    return loop.forCaller(
        () ->
            Future.all(
                    positionsNow().entrySet().stream()
                        .map(each -> committer.apply(each.getKey(), each.getValue()))
                        .toList())
                .mapEmpty());
  }

  @Override
  public Future<Void> close() {
    return loop.forCaller(
        () -> {
          if (!closed) {
            closed = true;
            turns.forEach(QueueReader::close);
            outlet.end();
          }
          return Future.succeededFuture();
        });
  }

  private Map<MessageQueue, Long> positionsNow() {
    Map<MessageQueue, Long> positions = new HashMap<>();
    readers.forEach((queue, reader) -> positions.put(queue, reader.position()));
    return positions;
  }

  private QueueReader reader(MessageQueue queue) {
    QueueReader reader = readers.get(queue);
    if (reader == null) {
      throw new IllegalArgumentException(queue + " is not in this stream");
    }
    return reader;
  }

  /** A message of each queue in turn. */
  private @Nullable ReceivedMessage next() {
    for (int i = 0; i < turns.size(); i++) {
      turn = (turn + 1) % turns.size();
      ReceivedMessage message = turns.get(turn).take();
      if (message != null) {
        return message;
      }
    }
    return null;
  }
}
