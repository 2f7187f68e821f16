package io.cometmq.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxBootstrap;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WorkerPoolsTest {
  private static final int ROUNDS = 2_000;

  private final WorkerPools pools = new WorkerPools();

  /** Drains nothing, but counts. */
  private static final class Drainer extends VerticleBase {
    private final Doorbell bell;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile Thread thread = Thread.currentThread();

    Drainer(Doorbell bell) {
      this.bell = bell;
    }

    @Override
    public Future<?> start() {
      bell.onRing(
          () -> {
            thread = Thread.currentThread();
            bell.rest();
            turns.incrementAndGet();
          });
      return Future.succeededFuture();
    }

    long blocked() {
      return ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId()).getBlockedCount();
    }

    boolean sleeps() {
      Thread.State state = thread.getState();
      return state == Thread.State.TIMED_WAITING || state == Thread.State.WAITING;
    }
  }

  @Test
  void shouldNotLetARungWorkerMeetTheLockOfWhoRang() {
    Vertx vertx =
        VertxBootstrap.create()
            .options(new VertxOptions())
            .executorServiceFactory(pools)
            .init()
            .vertx();
    try {
      Drainer drainer = new Drainer(new Doorbell(vertx, "bell"));
      LocalBusCodec.register(vertx);
      vertx
          .deployVerticle(
              drainer,
              new DeploymentOptions()
                  .setThreadingModel(ThreadingModel.WORKER)
                  .setWorkerPoolName("drainer")
                  .setWorkerPoolSize(1))
          .await();
      ring(drainer, 100);
      long before = drainer.blocked();
      ring(drainer, ROUNDS);
      assertThat(drainer.blocked() - before).isZero();
    } finally {
      vertx.close().await();
    }
  }

  private static void ring(Drainer drainer, int times) {
    for (int i = 0; i < times; i++) {
      int before = drainer.turns.get();
      drainer.bell.ring();
      // asleep, so that it is the next ring that wakes it, and not its own turn that it meets
      await()
          .pollInterval(10, TimeUnit.MICROSECONDS)
          .until(() -> drainer.turns.get() > before && drainer.sleeps());
    }
  }

  @Test
  void shouldWorkInOrderOnOneThreadWhateverATaskDoes() {
    List<String> done = new CopyOnWriteArrayList<>();
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    ExecutorService executor =
        pools.createExecutor(
            work -> {
              Thread thread = new Thread(work);
              thread.setUncaughtExceptionHandler((where, failure) -> thrown.add(failure));
              return thread;
            },
            1,
            1);
    CountDownLatch allGiven = new CountDownLatch(1);
    executor.execute(
        () -> {
          awaitQuietly(allGiven);
          done.add("first");
        });
    executor.execute(
        () -> {
          throw new IllegalStateException("as the test wants it");
        });
    executor.execute(() -> executor.execute(() -> done.add("last")));
    executor.execute(() -> done.add("third"));
    allGiven.countDown();
    await().until(() -> done.size() == 3);
    assertThat(done).containsExactly("first", "third", "last");
    assertThat(thrown).hasSize(1);
    executor.shutdown();
    await().until(executor::isTerminated);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldGiveBackWhatWasNotBegunWhenItIsStopped() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    List<Throwable> interrupted = new CopyOnWriteArrayList<>();
    ExecutorService executor = pools.createExecutor(Thread::new, 1, 1);
    executor.execute(
        () -> {
          begun.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.add(e);
          }
        });
    Runnable second = () -> {};
    executor.execute(second);
    begun.await();
    assertThat(executor.shutdownNow()).containsExactly(second);
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted).hasSize(1);
  }

  @Test
  void shouldLeaveLargerPoolsAsVertxMakesThem() throws InterruptedException {
    ExecutorService executor = pools.createExecutor(Thread::new, 2, 2);
    CountDownLatch both = new CountDownLatch(2);
    Runnable meet =
        () -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    executor.execute(meet);
    executor.execute(meet);
    assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
    executor.shutdownNow();
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }
}
