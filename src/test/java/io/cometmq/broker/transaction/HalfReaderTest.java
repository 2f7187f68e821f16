package io.cometmq.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.record.MessageDraft;
import io.cometmq.store.MessageStore;
import io.cometmq.store.dispatch.DispatchListener;
import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.testkit.ManualClock;
import io.cometmq.testkit.StoreDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start finds out of halves whose end was not noted down. */
final class HalfReaderTest {
  private MessageStore store;
  private HalfReader reader;

  @BeforeEach
  void open(@TempDir Path directory) {
    store =
        MessageStore.open(StoreDriver.smallFiles(directory), new ManualClock(1_800_000_000_000L));
    reader = new HalfReader(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private OpenHalf append(String id, long origin) {
    MessageDraft draft = new MessageDraft();
    draft.topic = TopicNames.HALF;
    draft.sysFlag = MessageSysFlag.TRANSACTION_PREPARED;
    draft.bornTimestamp = 1_800_000_000_000L;
    draft.body = id.getBytes(StandardCharsets.UTF_8);
    draft.properties.put(PropertyNames.UNIQ_KEY, id);
    draft.properties.put(PropertyNames.REAL_TOPIC, "orders");
    if (origin >= 0) {
      draft.properties.put(PropertyNames.PREPARED_QUEUE_OFFSET, Long.toString(origin));
    }
    AppendRequest request = new AppendRequest();
    request.records = draft.encode();
    request.queue = store.queues().getOrCreate(TopicNames.HALF, 0);
    assertThat(store.commitLog().append(request)).isEqualTo(AppendStatus.OK);
    store.commitLog().publish();
    assertThat(
            store.dispatcher().dispatch(store.commitLog().endPosition(), 64, DispatchListener.NONE))
        .isPositive();
    return Objects.requireNonNull(reader.read(request.physicalOffset)).open();
  }

  @Test
  void shouldKnowTheOneThatWasStoredAgain() {
    OpenHalf first = append("id-1", -1);
    OpenHalf alone = append("id-2", -1);
    assertThat(reader.isStoredAgain(first)).isFalse();
    OpenHalf second = append("id-1", first.origin());
    OpenHalf third = append("id-1", first.origin());
    assertThat(reader.isStoredAgain(first)).isTrue();
    assertThat(reader.isStoredAgain(second)).isTrue();
    assertThat(reader.isStoredAgain(third)).isFalse();
    assertThat(reader.isStoredAgain(alone)).isFalse();
  }

  @Test
  void shouldNotTakeTheSameMessageSentTwiceForOneStoredAgain() {
    OpenHalf first = append("id-1", -1);
    append("id-1", -1);
    assertThat(reader.isStoredAgain(first)).isFalse();
  }
}
