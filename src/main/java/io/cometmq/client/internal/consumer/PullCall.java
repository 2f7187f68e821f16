package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.PullResult;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.client.internal.wire.Link;
import io.cometmq.client.internal.wire.RecordReader;
import io.cometmq.net.Connection;
import io.cometmq.net.ConnectionClosedException;
import io.cometmq.net.PendingAnswer;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.RemotingFrame;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;

/** One pull that waits for its answer. Owned by the client's loop. */
final class PullCall extends PendingAnswer {
  private final QueuePuller puller;
  private final Link link;
  private final Duration limit;
  private final Promise<PullResult> promise = Promise.promise();

  PullCall(QueuePuller puller, Link link, Duration limit) {
    this.puller = puller;
    this.link = link;
    this.limit = limit;
  }

  Promise<PullResult> promise() {
    return promise;
  }

  @Override
  protected void onAnswer(Connection from, RemotingFrame frame) {
    HeaderView header = frame.header();
    if (header.code() == ResponseCode.SUCCESS && RecordReader.isHeavy(frame.body())) {
      unpackAside(frame);
      return;
    }
    PullResult result = null;
    Throwable failure = null;
    try {
      switch (header.code()) {
        case ResponseCode.SUCCESS,
            ResponseCode.PULL_NOT_FOUND,
            ResponseCode.PULL_RETRY_IMMEDIATELY,
            ResponseCode.PULL_OFFSET_MOVED ->
            result = result(frame);
        default -> failure = refused(from, header);
      }
    } catch (IllegalArgumentException e) {
      failure =
          Failures.refused(header.code(), e.getMessage(), link.address(), puller.queue().topic());
    } finally {
      frame.release();
    }
    if (result != null) {
      promise.complete(result);
    } else {
      promise.fail(failure);
    }
  }

  private PullResult result(RemotingFrame frame) {
    var decoder = puller.decoder();
    decoder.decode(frame.header());
    List<ReceivedMessage> messages =
        frame.header().code() == ResponseCode.SUCCESS
            ? puller.reader().read(puller.queue(), frame.body(), puller.tags())
            : List.of();
    return new PullResult(messages, decoder.nextOffset(), decoder.minOffset(), decoder.maxOffset());
  }

  /** Large packed bodies are unpacked on a worker thread; the queue's next pull waits for them. */
  private void unpackAside(RemotingFrame frame) {
    var decoder = puller.decoder();
    long next;
    long first;
    long end;
    try {
      decoder.decode(frame.header());
      next = decoder.nextOffset();
      first = decoder.minOffset();
      end = decoder.maxOffset();
    } catch (IllegalArgumentException e) {
      frame.release();
      promise.fail(
          Failures.refused(
              ResponseCode.SUCCESS, e.getMessage(), link.address(), puller.queue().topic()));
      return;
    }
    RecordReader reader = puller.reader().another();
    puller
        .loop()
        .aside(() -> reader.read(puller.queue(), frame.body(), puller.tags()))
        .onComplete(
            read -> {
              frame.release();
              if (read.succeeded()) {
                promise.complete(new PullResult(read.result(), next, first, end));
              } else {
                promise.fail(read.cause());
              }
            });
  }

  private Throwable refused(Connection from, HeaderView header) {
    if (header.code() == ResponseCode.GO_AWAY) {
      link.retire(from);
    }
    return Failures.refused(header.code(), header.remark(), link.address(), puller.queue().topic());
  }

  @Override
  protected void onTimeout() {
    promise.fail(
        new ClientException.TimedOut("a pull", link.address(), puller.queue().topic(), limit));
  }

  @Override
  protected void onClosed(ConnectionClosedException cause) {
    promise.fail(new ClientException.Unreachable(link.address(), puller.queue().topic(), cause));
  }
}
