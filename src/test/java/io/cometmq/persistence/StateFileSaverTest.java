package io.cometmq.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFileSaverTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context owner = vertx.getOrCreateContext();
  private final WorkerExecutor worker = vertx.createSharedWorkerExecutor("saver-test", 1);
  private final CountDownLatch release = new CountDownLatch(1);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private String state = "";

  @AfterEach
  void close() throws Exception {
    release.countDown();
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private StateFileSaver saver(Path file) {
    return new StateFileSaver(worker, file, () -> state.getBytes(StandardCharsets.UTF_8));
  }

  private <T> T onOwner(Callable<T> work) throws Exception {
    Future<T> done =
        Future.future(
            promise ->
                owner.runOnContext(
                    nothing -> {
                      try {
                        promise.complete(work.call());
                      } catch (Exception e) {
                        promise.fail(e);
                      }
                    }));
    return done.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Has the worker wait until it is released. */
  private void occupy() {
    worker.executeBlocking(() -> release.await(30, TimeUnit.SECONDS), false);
  }

  @Test
  void shouldBeSettledOnceWhatIsBeingWrittenHasBeen() throws Exception {
    Path file = directory.resolve("state.json");
    StateFileSaver saver = saver(file);
    assertThat(onOwner(() -> saver.settled().isComplete())).as("nothing to save").isTrue();

    occupy();
    Future<Void> settled =
        onOwner(
            () -> {
              state = "first";
              saver.save();
              state = "second";
              return saver.settled();
            });
    assertThat(settled.isComplete()).isFalse();
    release.countDown();
    await().until(settled::succeeded);
    assertThat(file).hasContent("second");
    assertThat(onOwner(() -> saver.settled().isComplete())).isTrue();
  }

  @Test
  void shouldSayThatTheLastWriteFailed() throws Exception {
    Path notThere = directory.resolve("file").resolve("state.json");
    Files.writeString(directory.resolve("file"), "no directory");
    StateFileSaver saver = saver(notThere);
    occupy();
    Future<Void> settled =
        onOwner(
            () -> {
              saver.save();
              return saver.settled();
            });
    release.countDown();
    await().until(settled::isComplete);
    assertThat(settled.cause()).hasMessageContaining(directory.resolve("file").toString());
  }
}
