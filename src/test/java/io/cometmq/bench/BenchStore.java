package io.cometmq.bench;

import io.cometmq.model.DelayLevels;
import io.cometmq.record.HostAddress;
import io.cometmq.record.RecordEncoder;
import io.cometmq.store.MessageStore;
import io.cometmq.store.StoreOptions;
import io.cometmq.store.file.DiskFiles;
import io.cometmq.store.index.IndexLayout;
import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.util.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A store in a temporary folder whose log turns over within 128 MiB. Owned by the benchmark's
 * thread.
 */
final class BenchStore implements AutoCloseable {
  static final String TOPIC = "bench";
  private static final int SEGMENT = 32 << 20;
  private static final long MOST_LOG = 96L << 20;

  final MessageStore store;
  final StoreDriver driver;
  private final Path directory;
  private final AppendRequest request = new AppendRequest();
  private long nextSweep = SEGMENT;

  /** Opens an empty one. */
  BenchStore(int bodyBytes, int spareFiles) {
    try {
      directory = Files.createTempDirectory("cometmq-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    store =
        MessageStore.open(
            new StoreOptions(
                directory,
                SEGMENT,
                16 << 20,
                LogPreparation.PAGES,
                false,
                500,
                3_600_000,
                99,
                MOST_LOG,
                spareFiles,
                300_000,
                160L << 20,
                new IndexLayout(1_000_000, 4_000_000),
                DelayLevels.STANDARD),
            Clock.SYSTEM);
    driver = new StoreDriver(store);
    RecordEncoder encoder = new RecordEncoder();
    encoder.bornHost = new HostAddress(new byte[] {127, 0, 0, 1}, 1);
    encoder.storeHost = new HostAddress(new byte[] {127, 0, 0, 1}, 10_911);
    encoder.topic = TOPIC.getBytes(StandardCharsets.UTF_8);
    encoder.properties = "TAGS\u0001paid\u0002".getBytes(StandardCharsets.UTF_8);
    encoder.propertiesLength = encoder.properties.length;
    ByteBuffer record = ByteBuffer.allocateDirect(bodyBytes + 1024);
    encoder.write(record, ByteBuffer.allocateDirect(bodyBytes));
    request.records = record.flip();
    request.recordCount = 1;
    request.queue = store.queues().getOrCreate(TOPIC, 0);
  }

  /** Appends records and publishes them together; returns the log's end. */
  long append(int records) {
    for (int i = 0; i < records; i++) {
      if (store.commitLog().append(request) != AppendStatus.OK) {
        throw new IllegalStateException("the append ended with " + request.status);
      }
    }
    store.commitLog().publish();
    return store.commitLog().endPosition();
  }

  /** What the upkeep does when a file is full. */
  void turnOver() {
    if (store.commitLog().endPosition() < nextSweep) {
      return;
    }
    nextSweep += SEGMENT;
    driver.dispatch();
    store.commitLog().flush();
    store.flushDerived();
    store.deleteExpired();
    while (store.spareFiles().prepare()) {
      store.commitLog().prepareNext();
    }
  }

  @Override
  public void close() {
    store.close();
    new DiskFiles().delete(directory);
  }
}
