package io.cometmq.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way back to the event loops that serve connections: collects finished work and sends each
 * loop one batch. Owned by the context that collects (storage or dispatch), one instance each.
 */
public final class LoopProxy {
  private static final Logger LOG = LoggerFactory.getLogger(LoopProxy.class);

  private final EventBus bus;
  private final List<List<LoopTask>> batches = new ArrayList<>();

  /** Creates a collector for loops numbered from 0 to {@code loops - 1}. */
  public LoopProxy(Vertx vertx, int loops) {
    this.bus = vertx.eventBus();
    for (int i = 0; i < loops; i++) {
      batches.add(new ArrayList<>());
    }
  }

  /** Adds to the batch of the task's loop. */
  public void add(LoopTask task) {
    batches.get(task.loop()).add(task);
  }

  /** Sends what was collected, one message per loop that has something. */
  public void flush() {
    for (int loop = 0; loop < batches.size(); loop++) {
      List<LoopTask> batch = batches.get(loop);
      if (!batch.isEmpty()) {
        batches.set(loop, new ArrayList<>(batch.size()));
        bus.send(BusAddress.loop(loop), batch, LocalBusCodec.OPTIONS);
      }
    }
  }

  /** What was collected for one loop, which finishes it itself. */
  public List<LoopTask> take(int loop) {
    List<LoopTask> batch = batches.get(loop);
    if (batch.isEmpty()) {
      return List.of();
    }
    batches.set(loop, new ArrayList<>(batch.size()));
    return batch;
  }

  /**
   * Finishes each task of a batch on its own loop. One that fails is logged and keeps none of the
   * others, whose clients wait for answers too, from being finished.
   */
  public static void finish(List<LoopTask> batch) {
    for (int i = 0; i < batch.size(); i++) {
      try {
        batch.get(i).finish();
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.error(
            "{} could not be finished, and whoever waits for it hears nothing", batch.get(i), e);
      }
    }
  }

  /** Serves a loop's batches on the calling context. */
  public static MessageConsumer<List<LoopTask>> serve(
      Vertx vertx, int loop, Consumer<List<LoopTask>> handler) {
    return vertx
        .eventBus()
        .localConsumer(BusAddress.loop(loop), message -> handler.accept(message.body()));
  }
}
