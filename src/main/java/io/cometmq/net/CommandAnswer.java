package io.cometmq.net;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.codec.RemotingFrame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeoutException;

/** Waits for an answer as a whole command. Owned by the event loop of its connection. */
final class CommandAnswer extends PendingAnswer {
  private final Promise<RemotingCommand> promise = Promise.promise();
  private final String what;

  CommandAnswer(String what) {
    this.what = what;
  }

  Future<RemotingCommand> future() {
    return promise.future();
  }

  @Override
  protected void onAnswer(Connection connection, RemotingFrame frame) {
    RemotingCommand response = frame.toCommand();
    frame.release();
    promise.complete(response);
  }

  @Override
  protected void onTimeout() {
    promise.fail(new TimeoutException(what + " got no answer in time"));
  }

  @Override
  protected void onClosed(ConnectionClosedException cause) {
    promise.fail(cause);
  }
}
