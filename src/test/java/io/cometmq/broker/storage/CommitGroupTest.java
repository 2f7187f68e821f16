package io.cometmq.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.store.MessageStore;
import io.cometmq.store.log.CommitLog;
import io.cometmq.testkit.FailingFiles;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.util.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that stands still says that nobody waits only because time has passed. */
final class CommitGroupTest {
  private static final long FORCE_NANOS = 200_000;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private final AtomicLong now = new AtomicLong();
  private final FailingFiles files = new FailingFiles();
  private final AtomicReference<Thread> worker = new AtomicReference<>();

  @SuppressWarnings("NullAway.Init")
  private StoreDriver driver;

  @SuppressWarnings("NullAway.Init")
  private CommitGroup group;

  @BeforeEach
  void open() {
    driver =
        new StoreDriver(MessageStore.open(StoreDriver.smallFiles(directory), Clock.SYSTEM, files));
    group = new CommitGroup(log(), now::get);
    files.beforeForce(() -> now.addAndGet(FORCE_NANOS));
  }

  @AfterEach
  void close() {
    driver.store().close();
  }

  private CommitLog log() {
    return driver.store().commitLog();
  }

  private void append(int messages) {
    for (int i = 0; i < messages; i++) {
      driver.put("group", 0, "", "t", new byte[1_000]);
    }
    group.appended();
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
  }

  private CompletableFuture<Void> gather() {
    return CompletableFuture.runAsync(
        () -> {
          worker.set(Thread.currentThread());
          group.gather();
        });
  }

  private void awaitParked() {
    soon()
        .until(
            () -> {
              Thread thread = worker.get();
              return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
            });
  }

  @Test
  void shouldWaitForAllWhoWereThere() {
    append(8);
    files.beforeForce(
        () -> {
          now.addAndGet(FORCE_NANOS);
          // come while it is forced, and share the next one
          append(2);
        });
    group.force();

    CompletableFuture<Void> gathering = gather();
    awaitParked();
    append(3);
    awaitParked();
    assertThat(gathering).as("with five of ten").isNotDone();
    append(5);
    soon().until(gathering::isDone);

    files.beforeForce(() -> {});
    assertThat(group.force()).isEqualTo(log().endPosition());
  }

  @Test
  void shouldNotWaitLongerThanHalfAForce() {
    append(8);
    group.force();
    append(1);
    CompletableFuture<Void> gathering = gather();
    awaitParked();
    now.addAndGet(FORCE_NANOS / 2 - 1);
    awaitParked();
    assertThat(gathering).isNotDone();
    now.addAndGet(1);
    soon().until(gathering::isDone);
  }

  @Test
  void shouldNotWaitWhenTheForceBeforeIsLongOver() {
    append(8);
    group.force();
    append(1);
    assertThat(waited()).as("right after it").isTrue();

    // the first force after a wait for nothing does not wait in any case
    append(8);
    group.force();
    assertThat(waited()).isFalse();
    append(8);
    group.force();
    append(1);
    now.addAndGet(FORCE_NANOS);
    assertThat(waited()).as("long after it").isFalse();
  }

  @Test
  void shouldNotWaitForAnybodyButTheOnlyProducer() {
    append(1);
    group.force();
    append(1);
    assertThat(waited()).isFalse();
  }

  @Test
  void shouldTryLessOftenWhenNobodyComesBack() {
    int waits = 0;
    for (int i = 0; i < 40; i++) {
      append(8);
      group.force();
      append(1);
      if (waited()) {
        waits++;
      }
    }
    // after 1, 2, 4, 8 and 16 forces that did not wait
    assertThat(waits).isEqualTo(6);
  }

  /** Lets time pass if the force waits, and tells. */
  private boolean waited() {
    worker.set(null);
    CompletableFuture<Void> gathering = gather();
    soon()
        .until(
            () -> {
              Thread thread = worker.get();
              return gathering.isDone()
                  || thread != null && thread.getState() == Thread.State.TIMED_WAITING;
            });
    boolean waits = !gathering.isDone();
    now.addAndGet(FORCE_NANOS);
    soon().until(gathering::isDone);
    return waits;
  }
}
