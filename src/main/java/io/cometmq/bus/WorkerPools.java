package io.cometmq.bus;

import io.vertx.core.spi.ExecutorServiceFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes the pools of Vert.x's workers. Those of one thread, which our verticles have, get a queue
 * whose worker is woken by {@link LateWakes}; others are as Vert.x makes them. Stateless.
 */
public final class WorkerPools implements ExecutorServiceFactory {
  @Override
  public ExecutorService createExecutor(
      ThreadFactory threads, Integer concurrency, Integer maxConcurrency) {
    return maxConcurrency == 1
        ? new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new WorkerQueue(), threads)
        : ExecutorServiceFactory.INSTANCE.createExecutor(threads, concurrency, maxConcurrency);
  }
}
