package io.cometmq.persistence;

import io.cometmq.store.checkpoint.AtomicStateFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes one small state file, never twice at the same time: changes that come while a write is
 * under way share the next one. Owned by the context that owns the state; the writing runs on a
 * worker.
 */
public final class StateFileSaver {
  private final WorkerExecutor worker;
  private final Path file;
  private final Supplier<byte[]> snapshot;
  private List<Promise<Void>> waiting = new ArrayList<>();
  private boolean writing;

  /**
   * Creates a saver.
   *
   * @param snapshot makes the file's content from the state; called on the owning context
   */
  public StateFileSaver(WorkerExecutor worker, Path file, Supplier<byte[]> snapshot) {
    this.worker = worker;
    this.file = file;
    this.snapshot = snapshot;
  }

  /** Completes when everything changed before this call is on disk; fails if it could not be. */
  public Future<Void> save() {
    Promise<Void> promise = Promise.promise();
    waiting.add(promise);
    if (!writing) {
      write();
    }
    return promise.future();
  }

  /**
   * Completes when nothing is being written any more, for whoever is about to close the worker;
   * fails if what was written then could not be.
   */
  public Future<Void> settled() {
    return writing ? save() : Future.succeededFuture();
  }

  private void write() {
    writing = true;
    List<Promise<Void>> served = waiting;
    waiting = new ArrayList<>();
    byte[] content = snapshot.get();
    worker
        .executeBlocking(
            () -> {
              AtomicStateFile.write(file, content);
              return true;
            },
            false)
        .onComplete(
            done -> {
              writing = false;
              for (Promise<Void> promise : served) {
                if (done.succeeded()) {
                  promise.complete();
                } else {
                  promise.fail(done.cause());
                }
              }
              if (!waiting.isEmpty() && !writing) {
                write();
              }
            });
  }
}
