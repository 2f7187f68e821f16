package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.testkit.SimulatedFiles;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.util.Clock;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a topic whose files were being deleted when the process was killed. */
final class RemovedTopicTest {
  private static final int SEEDS = 20;

  private final Path path = Path.of("/store");

  private MessageStore open(SimulatedFiles files) {
    return MessageStore.open(StoreDriver.smallFiles(path), Clock.SYSTEM, files);
  }

  @ParameterizedTest
  @CsvSource({"consumequeue/gone", "consumequeue/gone/0"})
  void shouldNotComeBackWithAPowerLoss(String deleted) {
    for (int seed = 0; seed < SEEDS; seed++) {
      SimulatedFiles files = new SimulatedFiles(path);
      MessageStore store = open(files);
      StoreDriver driver = new StoreDriver(store);
      driver.put("gone", 0, "k", "t", new byte[100]);
      driver.put("stays", 0, "k", "t", new byte[100]);
      store.commitLog().flush();
      store.flushDerived();
      store.queues().remove("gone");
      files.delete(path.resolve(deleted));

      SimulatedFiles afterKill = files.kill();
      open(afterKill).flushDerived();
      MessageStore again = open(afterKill.powerLoss(new Random(seed)));

      assertThat(again.queues().queues("gone")).as("with seed %s", seed).isEmpty();
      assertThat(again.queues().queues("stays")).hasSize(1);
      again.close();
    }
  }
}
