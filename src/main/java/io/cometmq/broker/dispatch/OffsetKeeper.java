package io.cometmq.broker.dispatch;

import io.cometmq.broker.group.ConsumerOffsetTable;
import io.cometmq.broker.persistence.ConsumerOffsetFile;
import io.cometmq.persistence.StateFileSaver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves consumer offsets every few seconds if they have changed. Owned by the dispatch context; the
 * writing runs on a worker.
 */
public final class OffsetKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(OffsetKeeper.class);
  private static final long INTERVAL_MS = 5_000;

  private final Path file;

  // set in start()
  @SuppressWarnings("NullAway.Init")
  private WorkerExecutor worker;

  @SuppressWarnings("NullAway.Init")
  private StateFileSaver saver;

  @SuppressWarnings("NullAway.Init")
  private ConsumerOffsetTable offsets;

  private long savedChanges;

  /** Creates a keeper of this file, which is not touched before {@link #start}. */
  public OffsetKeeper(Path file) {
    this.file = file;
  }

  void start(Vertx vertx, ConsumerOffsetTable table) {
    offsets = table;
    worker = vertx.createSharedWorkerExecutor("comet-offsets", 1);
    saver = new StateFileSaver(worker, file, () -> ConsumerOffsetFile.encode(offsets));
    vertx.setPeriodic(INTERVAL_MS, id -> saveIfChanged());
  }

  Future<Void> stop() {
    return saveIfChanged().otherwiseEmpty().compose(saved -> worker.close());
  }

  private Future<Void> saveIfChanged() {
    long changes = offsets.changes();
    if (changes == savedChanges) {
      return Future.succeededFuture();
    }
    return saver
        .save()
        .onSuccess(saved -> savedChanges = changes)
        .onFailure(cause -> LOG.error("saving consumer offsets to {} failed", file, cause));
  }
}
