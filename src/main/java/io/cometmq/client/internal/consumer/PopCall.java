package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.client.internal.wire.Link;
import io.cometmq.client.internal.wire.RecordReader;
import io.cometmq.model.MessageQueue;
import io.cometmq.net.Connection;
import io.cometmq.net.ConnectionClosedException;
import io.cometmq.net.PendingAnswer;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.RemotingFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One pop that waits for its answer. Owned by the client's loop. */
final class PopCall extends PendingAnswer {
  /**
   * What a pop brought.
   *
   * @param receipts what all its messages are acknowledged with
   */
  record Result(List<ReceivedMessage> messages, Receipt.Pop receipts) {}

  private final ClientLoop loop;
  private final RecordReader reader;
  private final MessageQueue queue;
  private final Receipt.Pop asked;
  private final Link link;
  private final Duration limit;
  private final Promise<Result> promise = Promise.promise();

  /**
   * Creates a call.
   *
   * @param asked whatever is known of the receipts before the answer
   */
  PopCall(
      ClientLoop loop,
      RecordReader reader,
      MessageQueue queue,
      Receipt.Pop asked,
      Link link,
      Duration limit) {
    this.loop = loop;
    this.reader = reader;
    this.queue = queue;
    this.asked = asked;
    this.link = link;
    this.limit = limit;
  }

  Future<Result> future() {
    return promise.future();
  }

  @Override
  protected void onAnswer(Connection from, RemotingFrame frame) {
    HeaderView header = frame.header();
    boolean aside = false;
    try {
      switch (header.code()) {
        case ResponseCode.SUCCESS -> {
          Receipt.Pop receipts = receipts(header.fields());
          aside = RecordReader.isHeavy(frame.body());
          if (aside) {
            unpackAside(frame, receipts);
          } else {
            promise.complete(new Result(reader.readMixed(queue, frame.body()), receipts));
          }
        }
        case ResponseCode.POLLING_TIMEOUT, ResponseCode.PULL_NOT_FOUND ->
            promise.complete(new Result(List.of(), asked));
        default -> {
          if (header.code() == ResponseCode.GO_AWAY) {
            link.retire(from);
          }
          promise.fail(
              Failures.refused(header.code(), header.remark(), link.address(), queue.topic()));
        }
      }
    } catch (IllegalArgumentException e) {
      promise.fail(Failures.refused(header.code(), e.getMessage(), link.address(), queue.topic()));
    } finally {
      if (!aside) {
        frame.release();
      }
    }
  }

  private Receipt.Pop receipts(Map<String, String> fields) {
    return new Receipt.Pop(
        asked.topic(),
        asked.group(),
        asked.broker(),
        number(fields, "popTime"),
        number(fields, "invisibleTime"),
        (int) number(fields, "reviveQid"),
        Receipt.starts(fields.getOrDefault("startOffsetInfo", "")));
  }

  private static long number(Map<String, String> fields, String name) {
    try {
      return Long.parseLong(fields.getOrDefault(name, ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "header field '" + name + "' must be a number, not '" + fields.get(name) + "'");
    }
  }

  /** Large packed bodies are unpacked on a worker thread. */
  private void unpackAside(RemotingFrame frame, Receipt.Pop receipts) {
    RecordReader another = reader.another();
    loop.aside(() -> another.readMixed(queue, frame.body()))
        .onComplete(
            read -> {
              frame.release();
              if (read.succeeded()) {
                promise.complete(new Result(read.result(), receipts));
              } else {
                promise.fail(read.cause());
              }
            });
  }

  @Override
  protected void onTimeout() {
    promise.fail(new ClientException.TimedOut("a pop", link.address(), queue.topic(), limit));
  }

  @Override
  protected void onClosed(ConnectionClosedException cause) {
    promise.fail(new ClientException.Unreachable(link.address(), queue.topic(), cause));
  }
}
