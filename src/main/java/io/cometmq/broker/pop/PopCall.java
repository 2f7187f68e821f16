package io.cometmq.broker.pop;

import io.cometmq.filter.MessageFilter;
import org.jspecify.annotations.Nullable;

/** A pop on its way. */
public abstract class PopCall extends Waiter {
  private final PopRequest request;
  private @Nullable PopAnswer answer;

  /** Creates a call that comes back to this loop. */
  protected PopCall(int loop, PopRequest request) {
    super(loop);
    this.request = request;
  }

  /** What was asked. */
  public final PopRequest request() {
    return request;
  }

  /** How it ended; only once it has come back. */
  protected final PopAnswer answer() {
    if (answer == null) {
      throw new IllegalStateException("the pop has not ended");
    }
    return answer;
  }

  @Override
  public final void run(PopCore core) {
    core.pop(this);
  }

  @Override
  final long deadlineMs() {
    return request.deadlineMs();
  }

  @Override
  final MessageFilter filter() {
    return request.filter();
  }

  @Override
  final boolean ordered() {
    return request.ordered();
  }

  @Override
  final boolean attempt(PopCore core) {
    return core.attempt(this);
  }

  @Override
  final void expire(PopCore core) {
    core.answerEmpty(this, PopAnswer.Status.NOTHING);
  }

  @Override
  final void refuse(PopCore core) {
    core.answerEmpty(this, PopAnswer.Status.TOO_MANY_WAIT);
  }

  final void answer(PopAnswer value) {
    answer = value;
  }
}
