package io.cometmq.broker.pop;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.bus.LocalBusCodec;
import io.cometmq.bus.LoopTask;
import io.cometmq.bus.PopProxy;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads bring work; one at a time does it, and none of it is left over. */
final class PopTurnTest {
  private static final int THREADS = 4;
  private static final int EACH = 20_000;
  private static final int RING = 1_024;

  private final Vertx vertx = Vertx.vertx();
  private final PopProxy<PopEvent> inbox = new PopProxy<>(vertx, RING);
  private final PopTurn turn = new PopTurn(inbox);
  private final Work work = new Work();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  /** Counts without any protection of its own, and sees whether it would have needed some. */
  private static final class Work implements TurnWork {
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private List<LoopTask> tasks = new ArrayList<>();
    private int events;
    private final AtomicInteger works = new AtomicInteger();
    private int later;
    private final AtomicInteger laterDone = new AtomicInteger();
    private boolean onWorker;

    @Override
    public void begin(int here, boolean worker) {
      if (!busy.compareAndSet(false, true)) {
        overlaps.incrementAndGet();
      }
      onWorker = worker;
    }

    @Override
    public void runLater() {
      assertThat(onWorker).isTrue();
      laterDone.addAndGet(later);
      later = 0;
    }

    void onEvent(PopEvent event) {
      events++;
      if (events % 1_000 == 0) {
        later++;
      }
      tasks.add(task());
    }

    private LoopTask task() {
      return new LoopTask() {
        @Override
        public int loop() {
          return 0;
        }

        @Override
        public void finish() {
          finished.incrementAndGet();
        }
      };
    }

    @Override
    public void endTurn() {
      busy.set(false);
    }

    @Override
    public boolean hasLater() {
      return later > 0;
    }

    @Override
    public List<LoopTask> takeFinished() {
      List<LoopTask> taken = tasks;
      tasks = new ArrayList<>();
      return taken;
    }
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    vertx.close().await();
  }

  private void serveWorker() {
    LocalBusCodec.register(vertx);
    inbox
        .bell()
        .onRing(
            () -> {
              if (turn.takeOnWorker()) {
                inbox.bell().rest();
                if (!turn.isIdle()) {
                  inbox.bell().ring();
                }
              } else {
                inbox.bell().again();
              }
            });
  }

  private int bring(int loop) {
    int refused = 0;
    for (int i = 0; i < EACH; i++) {
      while (!turn.offer(core -> {})) {
        refused++;
        turn.take(loop);
      }
      turn.take(loop);
      if (i % 10 == 0) {
        turn.enter(loop, work.works::incrementAndGet);
      }
    }
    return refused;
  }

  @Test
  void shouldLetOneAtATimeDoAllThatManyBring() throws Exception {
    serveWorker();
    turn.open(work, work::onEvent);
    List<Future<Integer>> bringers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int loop = i;
      bringers.add(threads.submit(() -> bring(loop)));
    }
    for (Future<Integer> bringer : bringers) {
      assertThat(bringer.get()).isNotNegative();
    }
    Awaitility.await().until(() -> work.finished.get() == THREADS * EACH);
    Awaitility.await().until(turn::isIdle);
    List<Integer> seen = new ArrayList<>();
    turn.enter(0, () -> seen.addAll(List.of(work.events, work.works.get())));
    Awaitility.await().until(() -> !work.busy.get() && seen.size() == 2);
    assertThat(seen).containsExactly(THREADS * EACH, THREADS * EACH / 10);
    Awaitility.await().until(() -> work.laterDone.get() == THREADS * EACH / 1_000);
    assertThat(work.overlaps).hasValue(0);
  }

  @Test
  void shouldKeepWhatComesBeforeItIsOpenedForThen() {
    serveWorker();
    assertThat(turn.offer(core -> {})).isTrue();
    turn.take(0);
    turn.enter(0, work.works::incrementAndGet);
    assertThat(work.works).hasValue(0);
    turn.open(work, work::onEvent);
    Awaitility.await().until(() -> work.finished.get() == 1 && turn.isIdle());
    Awaitility.await().until(() -> work.works.get() == 1);
  }

  @Test
  void shouldGoOnAfterWorkThatFails() {
    serveWorker();
    turn.open(
        work,
        event -> {
          work.onEvent(event);
          throw new IllegalStateException("meant to fail");
        });
    turn.enter(
        0,
        () -> {
          throw new IllegalStateException("meant to fail");
        });
    assertThat(turn.offer(core -> {})).isTrue();
    turn.take(0);
    turn.enter(0, work.works::incrementAndGet);
    Awaitility.await().until(() -> work.finished.get() == 1);
    Awaitility.await().until(() -> work.works.get() == 1);
    assertThat(work.overlaps).hasValue(0);
  }
}
