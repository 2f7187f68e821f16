package io.cometmq.web.remote;

import io.cometmq.client.PullResult;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import io.cometmq.web.protocol.FilterText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Brokers that answer what and when a test wants, which owns them. */
final class FakeBrokers implements OtherBrokers {
  /** A read that waits for its answer. */
  record Pull(MessageQueue queue, long offset, int most, long waitMs, Promise<PullResult> answer) {
    /** Brings messages from the offset on. */
    void bring(int count, long end) {
      List<ReceivedMessage> found =
          LongStream.range(offset, offset + count).mapToObj(at -> message(queue, at)).toList();
      answer.complete(new PullResult(found, offset + count, 0, end));
    }
  }

  final List<MessageQueue> queues = new ArrayList<>();
  final List<Pull> pulls = new ArrayList<>();
  final List<Promise<Long>> ends = new ArrayList<>();
  long first;

  static ReceivedMessage message(MessageQueue queue, long offset) {
    return new ReceivedMessage(
        queue,
        queue.topic(),
        new ReceivedMessage.Place(offset, offset * 100, "ID" + offset, 0, 1, 2),
        new byte[] {'x'},
        new byte[0]);
  }

  /** The read asked for last. */
  Pull last() {
    return pulls.get(pulls.size() - 1);
  }

  @Override
  public Company company() {
    return Company.OTHERS;
  }

  @Override
  public Future<List<MessageQueue>> queues(String topic) {
    return Future.succeededFuture(List.copyOf(queues));
  }

  @Override
  public Future<PullResult> pull(
      MessageQueue queue, FilterText filter, long offset, int most, long waitMs) {
    Pull pull = new Pull(queue, offset, most, waitMs, Promise.promise());
    pulls.add(pull);
    return pull.answer().future();
  }

  @Override
  public Future<Long> first(MessageQueue queue) {
    return Future.succeededFuture(first);
  }

  @Override
  public Future<Long> end(MessageQueue queue) {
    Promise<Long> end = Promise.promise();
    ends.add(end);
    return end.future();
  }

  @Override
  public Future<Long> at(MessageQueue queue, long timeMs) {
    return Future.succeededFuture(first);
  }

  @Override
  public Future<?> close() {
    return Future.succeededFuture();
  }
}
