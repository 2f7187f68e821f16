package io.cometmq.web.feed;

import io.cometmq.client.PullResult;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import io.cometmq.web.protocol.FilterText;
import io.cometmq.web.remote.OtherBrokers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Another broker with messages that have numbers only. Owned by the event loop of one test. */
final class Contents implements OtherBrokers {
  private record Waiting(MessageQueue queue, long offset, Promise<PullResult> answer) {}

  private final Map<MessageQueue, Long> ends = new TreeMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  int pulls;

  /** More messages come. */
  void put(MessageQueue queue, int count) {
    ends.merge(queue, (long) count, Long::sum);
    for (Waiting each : List.copyOf(waiting)) {
      if (each.queue().equals(queue)) {
        waiting.remove(each);
        each.answer().complete(result(queue, each.offset(), 32));
      }
    }
  }

  private long endOf(MessageQueue queue) {
    return ends.getOrDefault(queue, 0L);
  }

  private PullResult result(MessageQueue queue, long offset, int most) {
    long end = endOf(queue);
    long next = Math.min(end, offset + most);
    List<ReceivedMessage> found =
        LongStream.range(offset, next).mapToObj(at -> message(queue, at)).toList();
    return new PullResult(found, next, 0, end);
  }

  private static ReceivedMessage message(MessageQueue queue, long offset) {
    return new ReceivedMessage(
        queue,
        queue.topic(),
        new ReceivedMessage.Place(offset, offset * 100, "ID", 0, 1, 2),
        new byte[] {'x'},
        new byte[0]);
  }

  @Override
  public Company company() {
    return Company.OTHERS;
  }

  @Override
  public Future<List<MessageQueue>> queues(String topic) {
    return Future.succeededFuture(List.copyOf(ends.keySet()));
  }

  @Override
  public Future<PullResult> pull(
      MessageQueue queue, FilterText filter, long offset, int most, long waitMs) {
    pulls++;
    if (offset < endOf(queue) || waitMs == 0) {
      return Future.succeededFuture(result(queue, offset, most));
    }
    Waiting pull = new Waiting(queue, offset, Promise.promise());
    waiting.add(pull);
    return pull.answer().future();
  }

  @Override
  public Future<Long> first(MessageQueue queue) {
    return Future.succeededFuture(0L);
  }

  @Override
  public Future<Long> end(MessageQueue queue) {
    return Future.succeededFuture(endOf(queue));
  }

  @Override
  public Future<Long> at(MessageQueue queue, long timeMs) {
    return Future.succeededFuture(0L);
  }

  @Override
  public Future<?> close() {
    return Future.succeededFuture();
  }
}
