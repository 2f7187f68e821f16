package io.cometmq.broker.delay;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.store.MessageStore;
import io.cometmq.testkit.StoreDriver;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DelayStateKeeperTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private final Vertx vertx = Vertx.vertx();
  private MessageStore store;
  private DelayStateKeeper keeper;

  @BeforeEach
  void open() throws IOException {
    store = MessageStore.open(StoreDriver.smallFiles(directory), System::currentTimeMillis);
    keeper = newKeeper();
    keeper.load();
    keeper.start(vertx);
  }

  @AfterEach
  void close() {
    vertx.close().await();
    store.close();
  }

  private DelayStateKeeper newKeeper() {
    return new DelayStateKeeper(store, directory.resolve("delay.state"));
  }

  private static DelayState level3At(long offset) {
    return new DelayState(Map.of(3, offset), 0, DelayState.Timers.NONE);
  }

  @Test
  void shouldSaveWhatIsSettledAtTheStop() throws IOException {
    keeper.offer(level3At(4), 4);
    keeper.stop(level3At(5)).await();
    assertThat(newKeeper().load()).isEqualTo(level3At(5));
  }

  @Test
  void shouldSaveWhatWasOfferedWhenSomethingIsUnderWayAtTheStop() throws IOException {
    keeper.offer(level3At(4), 4);
    keeper.stop(null).await();
    assertThat(newKeeper().load()).isEqualTo(level3At(4));
  }

  @Test
  void shouldLetASaveEndThatIsUnderWayAtTheStop() throws IOException {
    keeper.offer(level3At(4), 4);
    keeper.tick();
    keeper.stop(null).await();
    assertThat(newKeeper().load()).isEqualTo(level3At(4));
  }

  @Test
  void shouldLeaveATickBehindTheStopWithoutWork() throws IOException {
    keeper.offer(level3At(4), 4);
    keeper.stop(level3At(5)).await();
    keeper.tick();
    assertThat(newKeeper().load()).isEqualTo(level3At(5));
  }
}
