package io.cometmq.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.bus.AppendTask;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.LocalBusCodec;
import io.cometmq.bus.LoopProxy;
import io.cometmq.bus.StorageProxy;
import io.cometmq.model.DelayLevels;
import io.cometmq.record.RecordEncoder;
import io.cometmq.store.MessageStore;
import io.cometmq.store.StoreOptions;
import io.cometmq.store.index.IndexLayout;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.store.log.QueueOffsets;
import io.cometmq.testkit.FailingFiles;
import io.cometmq.util.Clock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When producers that wait for the disk are answered, and what a stop waits for. */
final class GroupCommitTest {
  private static final long LONG_MS = 3_600_000;

  private final Vertx vertx = Vertx.vertx();
  private final FailingFiles disk = new FailingFiles();
  private final Semaphore mayForce = new Semaphore(0);
  private final AtomicInteger forces = new AtomicInteger();
  private final CountDownLatch storageMayGoOn = new CountDownLatch(1);
  private final CountDownLatch heldMayGoOn = new CountDownLatch(1);
  private final AtomicReference<String> workerToHold = new AtomicReference<>("none");
  private final AtomicBoolean held = new AtomicBoolean();
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final List<Answer> answers = new CopyOnWriteArrayList<>();
  private final StorageProxy inbox = new StorageProxy(vertx, 16_384);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private MessageStore store;

  @SuppressWarnings("NullAway.Init")
  private String deployment;

  /** What a producer was told, and how far the log had been forced by then. */
  private record Answer(int number, AppendStatus status, long end, long flushed) {}

  private final class Send extends AppendTask {
    private final int number;

    Send(int number) {
      this(number, true);
    }

    Send(int number, boolean wait) {
      super(0);
      this.number = number;
      RecordEncoder encoder = new RecordEncoder();
      encoder.topic = "t".getBytes(StandardCharsets.UTF_8);
      ByteBuffer record = ByteBuffer.allocate(200);
      encoder.write(record, ByteBuffer.allocate(8).putInt(0, number));
      records = record.flip();
      queue = store.queues().getOrCreate("t", 0);
      waitForFlush(wait);
    }

    @Override
    public void finish() {
      long end = physicalOffset + records.limit();
      answers.add(new Answer(number, status, end, store.commitLog().flushedPosition()));
    }
  }

  @BeforeEach
  void open() {
    LocalBusCodec.register(vertx);
    LoopProxy.serve(vertx, 0, LoopProxy::finish);
    disk.beforeForce(this::waitForPermit);
    open(LogPreparation.FORCED, true);
  }

  private void open(LogPreparation preparation, boolean sync) {
    StoreOptions options =
        new StoreOptions(
            directory,
            4 << 20,
            64 << 10,
            preparation,
            sync,
            LONG_MS,
            LONG_MS,
            100,
            0,
            0,
            1_024,
            1 << 20,
            new IndexLayout(64, 4_096),
            DelayLevels.STANDARD);
    store = MessageStore.open(options, Clock.SYSTEM, disk);
    deployment =
        vertx
            .deployVerticle(
                new StorageVerticle(store, inbox, new DispatchProxy<>(vertx, 16), 1),
                new DeploymentOptions()
                    .setThreadingModel(ThreadingModel.WORKER)
                    .setWorkerPoolName("storage")
                    .setWorkerPoolSize(1))
            .await();
  }

  private void waitForPermit() {
    if (Thread.currentThread().getName().startsWith("comet-flush-0")) {
      forces.incrementAndGet();
      mayForce.acquireUninterruptibly();
    } else if (Thread.currentThread().getName().startsWith(workerToHold.get())) {
      held.set(true);
      hold(heldMayGoOn);
    }
  }

  private void hold(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      interrupted.set(true);
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void close() {
    disk.broken(false);
    storageMayGoOn.countDown();
    heldMayGoOn.countDown();
    mayForce.release(1_000_000);
    vertx.close().await();
    store.close();
  }

  private void send(int from, int to) {
    for (int number = from; number < to; number++) {
      assertThat(inbox.offer(new Send(number))).isTrue();
    }
    inbox.ring();
  }

  /** The worker is about to force the log for the n-th time. */
  private void awaitForce(int number) {
    await().atMost(10, TimeUnit.SECONDS).until(() -> forces.get() == number);
  }

  private void awaitEnd(int messages) {
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(() -> store.queues().getOrCreate("t", 0).nextOffset() == messages);
  }

  private void awaitAnswers(int count) {
    await().atMost(20, TimeUnit.SECONDS).until(() -> answers.size() == count);
  }

  @Test
  void shouldForceTogetherWhatCameWhileTheDiskWasBusy() {
    send(0, 3);
    awaitForce(1);
    send(3, 8);
    awaitEnd(8);
    assertThat(answers).isEmpty();

    mayForce.release();
    awaitAnswers(3);
    awaitForce(2);
    mayForce.release();
    awaitAnswers(8);
    assertThat(answers).extracting(Answer::number).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(mayForce.availablePermits()).isZero();
  }

  @Test
  void shouldNotTakeBackWhatWasForcedBeforeAForceThatFails() {
    send(0, 2);
    awaitForce(1);
    send(2, 4);
    awaitEnd(4);
    mayForce.release();
    awaitForce(2);
    send(4, 5);
    awaitEnd(5);
    disk.broken(true);
    mayForce.release();

    awaitAnswers(5);
    assertThat(answers)
        .extracting(Answer::status)
        .containsExactly(
            AppendStatus.OK,
            AppendStatus.OK,
            AppendStatus.IO_ERROR,
            AppendStatus.IO_ERROR,
            AppendStatus.IO_ERROR);
  }

  @ParameterizedTest
  @EnumSource(LogPreparation.class)
  void shouldRefuseWhateverCouldNotBeWritten(LogPreparation preparation) {
    mayForce.release(1_000_000);
    vertx.undeploy(deployment).await();
    store.close();
    open(preparation, preparation == LogPreparation.FORCED);
    send(0, 1);
    awaitAnswers(1);
    long end = store.commitLog().endPosition();
    disk.broken(true);
    assertThat(inbox.offer(new Send(1, true))).isTrue();
    assertThat(inbox.offer(new Send(2, false))).isTrue();
    inbox.ring();
    awaitAnswers(3);
    assertThat(answers.subList(1, 3))
        .extracting(Answer::status)
        .containsOnly(AppendStatus.IO_ERROR);
    assertThat(store.commitLog().endPosition()).isEqualTo(end);
    assertThat(store.health().isWritable()).isFalse();

    disk.broken(false);
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () -> {
              int before = answers.size();
              send(before, before + 1);
              awaitAnswers(before + 1);
              return answers.get(before).status() == AppendStatus.OK;
            });
    // what was refused keeps its place: its queue offsets were given out
    assertThat(store.commitLog().endPosition()).isGreaterThan(end);
    assertThat(store.queues().getOrCreate("t", 0).nextOffset()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void shouldForceOnWithoutWaitingForStorage() {
    send(0, 2);
    awaitForce(1);
    send(2, 4);
    awaitEnd(4);
    Send busy = new Send(4);
    busy.queue = new HeldOffsets();
    assertThat(inbox.offer(busy)).isTrue();
    inbox.ring();
    mayForce.release();

    awaitForce(2);
    assertThat(answers).isEmpty();
    storageMayGoOn.countDown();
    mayForce.release(2);
    awaitAnswers(5);
  }

  @Test
  void shouldRefuseWhatItCannotDealWithAndGoOn() {
    mayForce.release(1_000_000);
    Send broken = new Send(0);
    broken.queue = new BrokenOffsets();
    assertThat(inbox.offer(broken)).isTrue();
    send(1, 3);
    awaitAnswers(3);
    assertThat(answers)
        .extracting(answer -> answer.number() + " " + answer.status())
        .containsExactlyInAnyOrder("0 IO_ERROR", "1 OK", "2 OK");
  }

  /** A queue that should not be as it is. */
  private static final class BrokenOffsets implements QueueOffsets {
    @Override
    public long nextOffset() {
      throw new IllegalStateException("as the test wants it");
    }

    @Override
    public void advance(int count) {
      // nobody gets here
    }
  }

  /** A queue that keeps storage busy. */
  private final class HeldOffsets implements QueueOffsets {
    @Override
    public long nextOffset() {
      hold(storageMayGoOn);
      return 0;
    }

    @Override
    public void advance(int count) {
      // nobody reads it
    }
  }

  /** Sends until another worker waits for the disk; returns how many. */
  private int sendUntilItWaits(String worker) {
    await().atMost(10, TimeUnit.SECONDS).until(() -> store.commitLog().preparedEnd() > 0);
    workerToHold.set(worker);
    AtomicInteger sent = new AtomicInteger();
    // what is appended gives each of them something to do
    await()
        .atMost(10, TimeUnit.SECONDS)
        .until(
            () -> {
              int number = sent.getAndIncrement();
              send(number, number + 1);
              return held.get();
            });
    return sent.get();
  }

  @ParameterizedTest
  @ValueSource(strings = {"comet-upkeep", "comet-flush-derived"})
  void shouldForceWhileAnotherWorkerWaitsForTheDisk(String worker) {
    mayForce.release(1_000_000);
    int sent = sendUntilItWaits(worker);

    send(sent, sent + 3);
    awaitAnswers(sent + 3);
    assertThat(heldMayGoOn.getCount()).isEqualTo(1);
    assertThat(answers).extracting(Answer::status).containsOnly(AppendStatus.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"comet-upkeep", "comet-flush-derived"})
  void shouldInterruptNoWorkerWhenItStops(String worker) {
    mayForce.release(1_000_000);
    sendUntilItWaits(worker);

    Future<Void> stopped = vertx.undeploy(deployment);
    await()
        .during(300, TimeUnit.MILLISECONDS)
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> !interrupted.get() && !stopped.isComplete());
    heldMayGoOn.countDown();
    await().atMost(10, TimeUnit.SECONDS).until(stopped::succeeded);
    assertThat(interrupted).isFalse();
  }

  @Test
  void shouldAnswerNobodyBeforeTheRecordIsOnDisk() {
    mayForce.release(1_000_000);
    int count = 10_000;
    for (int i = 0; i < count; i += 10) {
      send(i, i + 10);
    }
    awaitAnswers(count);
    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).isEqualTo(AppendStatus.OK);
              assertThat(answer.flushed()).isGreaterThanOrEqualTo(answer.end());
            });
    assertThat(answers).isSortedAccordingTo((a, b) -> a.number() - b.number());
  }
}
