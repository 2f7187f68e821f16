package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.PeekCall;
import io.cometmq.broker.pop.PopAnswer;
import io.cometmq.broker.pop.PopRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** One PEEK_MESSAGE on its way through the pop context. */
final class PeekTask extends PeekCall {
  private final Promise<PopAnswer> peeked = Promise.promise();

  PeekTask(int loop, PopRequest request) {
    super(loop, request);
  }

  Future<PopAnswer> peeked() {
    return peeked.future();
  }

  @Override
  public void finish() {
    peeked.complete(answer());
  }
}
