package io.cometmq.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.epoll.Epoll;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class VertxFactoryTest {
  private final Vertx vertx = VertxFactory.create(new SimpleMeterRegistry(), 1);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void shouldUseTheNativeTransportWhereThereIsOne() {
    assertThat(vertx.isNativeTransportEnabled()).isEqualTo(Epoll.isAvailable());
  }

  @Test
  void shouldGiveWorkersOfTheirOwnQueuesWithoutLocks() {
    var pool = ((VertxInternal) vertx).createSharedWorkerPool("one", 1, 1, TimeUnit.MINUTES);
    try {
      assertThat(pool.executor())
          .isInstanceOfSatisfying(
              ThreadPoolExecutor.class,
              executor ->
                  assertThat(executor.getQueue()).isNotInstanceOf(LinkedBlockingQueue.class));
    } finally {
      pool.close();
    }
  }

  @Test
  void shouldMeasure() {
    assertThat(vertx.isMetricsEnabled()).isTrue();
  }
}
