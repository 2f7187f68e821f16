package io.cometmq.client.internal.consumer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that is never done twice at the same time: asked for while it is under way, it is done once
 * more. Owned by the client's loop.
 */
final class Rounds {
  private final Supplier<Future<Void>> work;
  private @Nullable Future<Void> underway;
  private boolean again;
  private boolean closed;

  /**
   * Creates it.
   *
   * @param work one round, which reports its own failures
   */
  Rounds(Supplier<Future<Void>> work) {
    this.work = work;
  }

  /** Done when a round is over that began now or later. */
  Future<Void> ask() {
    Future<Void> current = underway;
    if (current != null) {
      again = true;
      return current;
    }
    if (closed) {
      return Future.succeededFuture();
    }
    Promise<Void> over = Promise.promise();
    underway = over.future();
    round(over);
    return over.future();
  }

  private void round(Promise<Void> over) {
    again = false;
    work.get()
        .onComplete(
            done -> {
              if (again && !closed) {
                round(over);
              } else {
                underway = null;
                over.complete();
              }
            });
  }

  /** No more rounds; one that is under way ends. */
  void close() {
    closed = true;
  }
}
