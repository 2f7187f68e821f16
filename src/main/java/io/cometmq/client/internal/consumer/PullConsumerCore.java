package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.PullResult;
import io.cometmq.client.QueueStream;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads what it is told to. Its methods are safe for any thread; what it keeps belongs to the loop.
 */
public final class PullConsumerCore implements PullConsumer {
  private static final int MOST_PER_PULL = 1_024;

  private final ClientCore core;
  private final PullOptions options;
  private final Offsets offsets;
  private final Map<MessageQueue, QueuePuller> pullers = new HashMap<>();
  private final Set<AssignedStream> streams = new HashSet<>();

  // read by whoever calls
  private volatile boolean closed;

  private Runnable onClose = () -> {};

  /** Creates a consumer. */
  public PullConsumerCore(ClientCore core, PullOptions options) {
    this.core = core;
    this.options = options;
    this.offsets = new Offsets(core, options.group());
  }

  /** Is told on the loop that it is closed; to be called before anybody can close it. */
  public void onClose(Runnable listener) {
    onClose = listener;
  }

  @Override
  public Future<PullResult> pull(MessageQueue queue, long offset, int max, Duration wait) {
    if (max < 1 || max > MOST_PER_PULL || wait.isNegative()) {
      return Future.failedFuture(
          new ClientException.Invalid(
              "a pull of " + max + " messages waiting " + wait,
              queue.topic(),
              "ask for 1 to " + MOST_PER_PULL + " messages, and don't wait a negative time"));
    }
    return onLoop(() -> pullers.computeIfAbsent(queue, this::newPuller).pull(offset, max, wait));
  }

  @Override
  public Future<Long> firstOffset(MessageQueue queue) {
    return onLoop(() -> offsets.first(queue));
  }

  @Override
  public Future<Long> endOffset(MessageQueue queue) {
    return onLoop(() -> offsets.end(queue));
  }

  @Override
  public Future<Long> offsetAt(MessageQueue queue, Instant time) {
    return onLoop(() -> offsets.at(queue, time.toEpochMilli()));
  }

  @Override
  public Future<OptionalLong> committedOffset(MessageQueue queue) {
    return onLoop(() -> offsets.committed(queue));
  }

  @Override
  public Future<Void> commit(MessageQueue queue, long offset) {
    return onLoop(() -> offsets.commit(queue, offset));
  }

  @Override
  public QueueStream stream(Map<MessageQueue, Long> from) {
    if (closed) {
      throw new ClientException.Closed("the consumer");
    }
    AssignedStream stream =
        new AssignedStream(
            core.loop(),
            from,
            (queue, offset, news, failure) ->
                new QueueReader(core, newPuller(queue), options.readAhead(), offset, news, failure),
            offsets::commit);
    core.loop().run(() -> streams.add(stream));
    return stream;
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return core.loop()
        .forCaller(
            () -> {
              List<Future<Void>> ending = streams.stream().map(AssignedStream::close).toList();
              streams.clear();
              onClose.run();
              return Future.join(ending).mapEmpty();
            });
  }

  private QueuePuller newPuller(MessageQueue queue) {
    return new QueuePuller(core, options.group(), queue, options.filter());
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    return closed
        ? Future.failedFuture(new ClientException.Closed("the consumer"))
        : core.loop().forCaller(work);
  }
}
