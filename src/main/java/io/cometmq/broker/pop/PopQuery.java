package io.cometmq.broker.pop;

import io.cometmq.bus.LoopTask;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/**
 * A question to the pop context, for what is rare. Owned by its event loop, but for the time in
 * which the pop context has it.
 *
 * @param <T> the answer
 */
public final class PopQuery<T> implements PopEvent, LoopTask {
  private final int loop;
  private final Function<PopCore, T> question;
  private final Promise<T> promise = Promise.promise();
  private Future<T> answer = Future.failedFuture("the question was not asked");

  /** Creates a question whose answer comes back to this loop. */
  public PopQuery(int loop, Function<PopCore, T> question) {
    this.loop = loop;
    this.question = question;
  }

  /** The answer, on the event loop. */
  public Future<T> answer() {
    return promise.future();
  }

  @Override
  public int loop() {
    return loop;
  }

  @Override
  public void run(PopCore core) {
    try {
      answer = Future.succeededFuture(question.apply(core));
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    core.done(this);
  }

  @Override
  public void finish() {
    answer.onComplete(promise);
  }
}
