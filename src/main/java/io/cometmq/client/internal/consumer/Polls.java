package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Those who wait for messages, first come, first served. Owned by the client's loop. */
final class Polls {
  private final ClientLoop loop;
  private final Outlet.Source<ReceivedMessage> source;
  private final Deque<Poll> waiting = new ArrayDeque<>();

  private record Poll(int max, Promise<List<ReceivedMessage>> promise) {}

  Polls(ClientLoop loop, Outlet.Source<ReceivedMessage> source) {
    this.loop = loop;
    this.source = source;
  }

  Future<List<ReceivedMessage>> poll(int max, Duration wait) {
    List<ReceivedMessage> atHand = waiting.isEmpty() ? take(max) : List.of();
    if (!atHand.isEmpty() || wait.isZero()) {
      return Future.succeededFuture(atHand);
    }
    Poll poll = new Poll(max, Promise.promise());
    waiting.add(poll);
    long timer =
        loop.later(
            wait.toMillis(),
            () -> {
              waiting.remove(poll);
              poll.promise().tryComplete(List.of());
            });
    return poll.promise().future().onComplete(done -> loop.cancel(timer));
  }

  /** There may be messages. */
  void onNews() {
    while (!waiting.isEmpty()) {
      List<ReceivedMessage> atHand = take(waiting.getFirst().max());
      if (atHand.isEmpty()) {
        return;
      }
      waiting.removeFirst().promise().tryComplete(atHand);
    }
  }

  private List<ReceivedMessage> take(int max) {
    List<ReceivedMessage> taken = new ArrayList<>();
    while (taken.size() < max) {
      ReceivedMessage next = source.next();
      if (next == null) {
        break;
      }
      taken.add(next);
    }
    return taken;
  }

  void close() {
    while (!waiting.isEmpty()) {
      waiting.removeFirst().promise().tryFail(new ClientException.Closed("the consumer"));
    }
  }
}
