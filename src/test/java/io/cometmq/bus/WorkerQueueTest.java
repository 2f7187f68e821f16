package io.cometmq.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WorkerQueueTest {
  private static final Runnable TASK = task(0);

  private final WorkerQueue queue = new WorkerQueue();
  private final List<Runnable> taken = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Thread worker = new Thread(this::takeAll, "worker of WorkerQueueTest");

  private void takeAll() {
    try {
      while (true) {
        taken.add(queue.take());
      }
    } catch (InterruptedException e) {
      failures.add(e);
    }
  }

  private void startWaiting() {
    worker.start();
    await().until(() -> worker.getState() == Thread.State.TIMED_WAITING);
  }

  @AfterEach
  void end() throws InterruptedException {
    worker.interrupt();
    worker.join(10_000);
    assertThat(worker.isAlive()).isFalse();
  }

  private static Runnable task(int number) {
    return new Runnable() {
      @Override
      public void run() {}

      @Override
      public String toString() {
        return "task " + number;
      }
    };
  }

  @Test
  void shouldGiveInOrderAndTellWhatWaits() {
    List<Runnable> tasks = IntStream.range(0, 5).mapToObj(WorkerQueueTest::task).toList();
    tasks.forEach(queue::put);
    assertThat(queue).hasSize(5).containsExactlyElementsOf(tasks);
    assertThat(queue.peek()).isSameAs(tasks.get(0));
    assertThat(queue.poll()).isSameAs(tasks.get(0));
    assertThat(queue.remove(tasks.get(2))).isTrue();
    List<Runnable> drained = new ArrayList<>();
    assertThat(queue.drainTo(drained, 1)).isEqualTo(1);
    assertThat(queue.drainTo(drained)).isEqualTo(2);
    assertThat(drained).containsExactly(tasks.get(1), tasks.get(3), tasks.get(4));
    assertThat(queue.poll()).isNull();
    assertThat(queue.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void shouldWakeWhoWaits() {
    startWaiting();
    queue.put(TASK);
    await().until(() -> taken.size() == 1);
  }

  @Test
  void shouldWaitNoLongerThanTold() throws InterruptedException {
    assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
    queue.put(TASK);
    assertThat(queue.poll(1, TimeUnit.HOURS)).isSameAs(TASK);
  }

  @Test
  void shouldEndWaitingWhenInterrupted() {
    startWaiting();
    worker.interrupt();
    await().until(() -> !failures.isEmpty());
    assertThat(failures.get(0)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void shouldLoseNoTaskOfManyGivers() throws InterruptedException {
    startWaiting();
    List<Thread> givers =
        IntStream.range(0, 4)
            .mapToObj(
                giver ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < 5_000; i++) {
                            int number = giver * 5_000 + i;
                            if (i % 2 == 0) {
                              queue.put(task(number));
                            } else {
                              LateWakes.after(() -> queue.put(task(number)));
                            }
                          }
                        }))
            .toList();
    givers.forEach(Thread::start);
    for (Thread giver : givers) {
      giver.join();
    }
    await().until(queue::isEmpty);
    await().untilAsserted(() -> assertThat(taken).hasSize(20_000));
    assertThat(taken).extracting(Object::toString).doesNotHaveDuplicates();
  }

  @Test
  void shouldWakeOnlyWhenTheGiverIsDone() {
    startWaiting();
    LateWakes.after(
        () -> {
          LateWakes.after(() -> queue.put(TASK));
          assertThat(worker.getState()).isEqualTo(Thread.State.TIMED_WAITING);
          assertThat(queue).hasSize(1);
        });
    await().until(() -> taken.size() == 1);
  }

  @Test
  void shouldWakeWhenTheGiverFails() {
    startWaiting();
    assertThatThrownBy(
            () ->
                LateWakes.after(
                    () -> {
                      queue.put(TASK);
                      throw new IllegalStateException("as the test wants it");
                    }))
        .hasMessage("as the test wants it");
    await().until(() -> taken.size() == 1);
    // and is none the worse for it
    queue.put(TASK);
    await().until(() -> taken.size() == 2);
  }
}
