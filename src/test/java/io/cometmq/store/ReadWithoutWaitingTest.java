package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.filter.MessageFilter;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.ReadResult;
import io.cometmq.testkit.SimulatedFiles;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.util.Clock;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadWithoutWaitingTest {
  private static final String TOPIC = "Old";
  private static final int OTHERS = 3_000;

  private final Path path = Path.of("/store");
  private final SimulatedFiles files = new SimulatedFiles(path);
  private MessageStore store;
  private ConsumeQueue queue;

  @BeforeEach
  void fillPastWhatIsTakenForRecent() {
    store = MessageStore.open(StoreDriver.smallFiles(path), Clock.SYSTEM, files);
    StoreDriver driver = new StoreDriver(store);
    for (int i = 0; i < 3; i++) {
      driver.put(TOPIC, 0, "k" + i, "t", new byte[100]);
    }
    for (int i = 0; i < OTHERS; i++) {
      driver.put("Other", 0, "k" + i, "t", new byte[400]);
    }
    queue = store.queues().getOrCreate(TOPIC, 0);
    CommitLog log = store.commitLog();
    assertThat(log.likelyResident(log.minPosition())).isFalse();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shouldReadOldRecordsAtOnceWhenTheirPagesAreInMemory() {
    release(read(true));

    ReadResult result = Objects.requireNonNull(read(false));

    assertThat(result.messages()).isEqualTo(3);
    release(result);
  }

  @Test
  void shouldNotWaitForPagesThatAreNotInMemory() {
    release(read(true));
    files.pagesAreLoaded(false);

    assertThat(read(false)).isNull();
    release(read(true));
  }

  @Test
  void shouldNotMapFilesOnAnEventLoop() {
    assertThat(read(false)).isNull();
  }

  private @Nullable ReadResult read(boolean mayBlock) {
    return store.reader().read(queue, 0, 32, 64 << 10, MessageFilter.ALL, mayBlock);
  }

  private static void release(@Nullable ReadResult result) {
    Objects.requireNonNull(result).release();
  }
}
