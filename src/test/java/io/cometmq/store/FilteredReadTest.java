package io.cometmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.filter.MessageFilter;
import io.cometmq.model.SubscriptionData;
import io.cometmq.record.RecordView;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.ReadResult;
import io.cometmq.store.read.ReadStatus;
import io.cometmq.testkit.StoreDriver;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads through filters that look at the records, over the bounds of windows and files. */
final class FilteredReadTest {
  private static final Logger LOG = LoggerFactory.getLogger(FilteredReadTest.class);
  private static final String TOPIC = "t";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private MessageStore store;

  @SuppressWarnings("NullAway.Init")
  private StoreDriver driver;

  @SuppressWarnings("NullAway.Init")
  private ConsumeQueue queue;

  @BeforeEach
  void open() {
    store = MessageStore.open(StoreDriver.smallFiles(directory), System::currentTimeMillis);
    driver = new StoreDriver(store);
    queue = store.queues().getOrCreate(TOPIC, 0);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shouldFindWhatIsWantedInEveryWindow() {
    long seed = System.nanoTime();
    LOG.info("seed {}", seed);
    Random random = new Random(seed);
    List<Long> wanted = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      int key = random.nextInt(100);
      String tag = List.of("Aa", "BB", "c").get(random.nextInt(3));
      driver.put(TOPIC, 0, Integer.toString(key), tag, new byte[random.nextInt(600)]);
      if (key < 30 && tag.equals("BB")) {
        wanted.add((long) i);
      }
    }
    assertThat(store.commitLog().sizeBytes()).isGreaterThan(3L * store.options().segmentBytes());
    assertThat(offsets(MessageFilter.ofSql("KEYS < 30 AND TAGS = 'BB'")))
        .as("seed %s", seed)
        .containsExactlyElementsOf(wanted);
    assertThat(offsets(MessageFilter.of(SubscriptionData.parse(TOPIC, "BB || c"))))
        .as("seed %s", seed)
        .containsAll(wanted)
        .hasSameSizeAs(offsets(MessageFilter.ofSql("TAGS IN ('BB', 'c')")));
  }

  @Test
  void shouldLookAtFewerMessagesWhenAnExpressionIsLong() {
    for (int i = 0; i < 1_000; i++) {
      driver.put(TOPIC, 0, Integer.toString(i), "tag", new byte[1]);
    }
    assertThat(examined("KEYS < 0")).isEqualTo(800);
    assertThat(examined("KEYS < 0" + " OR KEYS < 0".repeat(99))).isEqualTo(80);
    assertThat(examined("KEYS < 0" + " OR KEYS < 0".repeat(9_999))).isEqualTo(1);
  }

  private long examined(String expression) {
    ReadResult result = read(0, MessageFilter.ofSql(expression));
    assertThat(result.status()).isEqualTo(ReadStatus.NO_MATCHED_MESSAGE);
    return result.nextOffset();
  }

  private List<Long> offsets(MessageFilter filter) {
    List<Long> offsets = new ArrayList<>();
    long next = 0;
    while (next < queue.maxOffset()) {
      ReadResult result = read(next, filter);
      for (LogSlice slice : result.slices()) {
        ByteBuffer records = slice.buffer();
        RecordView view = new RecordView();
        for (int at = 0; at < records.limit(); at += view.totalSize()) {
          offsets.add(view.wrap(records, at).queueOffset());
        }
      }
      result.release();
      assertThat(result.nextOffset()).isGreaterThan(next);
      next = result.nextOffset();
    }
    return offsets;
  }

  private ReadResult read(long offset, MessageFilter filter) {
    return Objects.requireNonNull(store.reader().read(queue, offset, 32, 64 << 10, filter, true));
  }
}
