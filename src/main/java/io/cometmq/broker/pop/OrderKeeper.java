package io.cometmq.broker.pop;

import io.cometmq.broker.persistence.OrderInfoFile;
import io.cometmq.store.checkpoint.AtomicStateFile;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves what is out in order every few seconds if it has changed, and knows it again after a
 * restart. Owned by the pop context; the writing runs on a worker.
 */
final class OrderKeeper {
  /** How often it is saved. */
  static final long INTERVAL_MS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(OrderKeeper.class);

  private final PopCore core;
  private final Path file;
  private final WorkerExecutor worker;
  private Future<?> saving = Future.succeededFuture();
  private long savedChanges;

  OrderKeeper(PopCore core, Path file, WorkerExecutor worker) {
    this.core = core;
    this.file = file;
    this.worker = worker;
  }

  /**
   * Reads the file; waits for the disk.
   *
   * @throws IOException when there is one and it can't be read
   */
  void restore() throws IOException {
    for (OrderInfoFile.Entry entry : OrderInfoFile.load(file)) {
      PopQueue queue =
          core.group(entry.topic(), entry.group()).find(entry.topic(), entry.queueId());
      if (queue != null && entry.offsets().length <= Chunk.MAX_MESSAGES) {
        core.offsets().restoreOrdered(queue, OrderedBatch.of(entry));
      }
    }
  }

  /** Saves what has changed, unless a save is under way. */
  void saveIfChanged() {
    if (saving.isComplete() && core.orderChanges() != savedChanges) {
      save();
    }
  }

  /** Saves what has changed after all that is under way. */
  Future<?> saveLast() {
    return saving
        .otherwiseEmpty()
        .compose(before -> core.orderChanges() == savedChanges ? Future.succeededFuture() : save());
  }

  private Future<?> save() {
    long changes = core.orderChanges();
    List<OrderInfoFile.Entry> entries = core.orderInfo();
    saving =
        core.within(
                worker.executeBlocking(
                    () -> {
                      AtomicStateFile.write(file, OrderInfoFile.encode(entries));
                      return true;
                    },
                    false))
            .onSuccess(done -> savedChanges = changes)
            .onFailure(cause -> LOG.error("saving the order of pops to {} failed", file, cause));
    return saving;
  }
}
