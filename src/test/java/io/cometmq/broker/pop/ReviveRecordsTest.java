package io.cometmq.broker.pop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cometmq.record.HostAddress;
import io.cometmq.record.RecordView;
import io.cometmq.testkit.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The records of the revive log are RocketMQ's. */
final class ReviveRecordsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ChunkId ID = new ChunkId("TopicTest", "CG_pop", 3, 42, 1700000001000L);

  /** As RocketMQ 5.5.0 writes them. */
  private static final String CHECKPOINT =
      "{\"bm\":0,\"bn\":\"broker-a\",\"c\":\"CG_pop\",\"d\":[0,1],\"it\":60000,\"n\":2,"
          + "\"pt\":1700000001000,\"q\":3,\"reviveTime\":1700000061000,\"ro\":0,\"so\":42,"
          + "\"sp\":false,\"t\":\"TopicTest\"}";

  private static final String ACK =
      "{\"ao\":43,\"bn\":\"broker-a\",\"c\":\"CG_pop\",\"pt\":1700000001000,\"q\":3,\"so\":42,"
          + "\"t\":\"TopicTest\"}";
  private static final String BATCH_ACK =
      "{\"ao\":-1,\"aol\":[42,45],\"bn\":\"broker-a\",\"c\":\"CG_pop\",\"pt\":1700000001000,"
          + "\"q\":3,\"so\":42,\"t\":\"TopicTest\"}";

  private final ReviveRecords records = records();

  private static ReviveRecords records() {
    ReviveRecords records = new ReviveRecords("revive", "broker-a", new ManualClock(1_000));
    records.host(new HostAddress(new byte[] {127, 0, 0, 1}, 10911));
    return records;
  }

  @Test
  void shouldWriteCheckpointsAsRocketMqDoes() throws IOException {
    Chunk chunk = new Chunk(ID, 60_000, 2, new int[] {0, 1});
    assertThat(body(record(batch -> records.checkpoint(chunk, batch))))
        .isEqualTo(JSON.readTree(CHECKPOINT));
  }

  @Test
  void shouldWriteAcknowledgementsAsRocketMqDoes() throws IOException {
    Chunk chunk = new Chunk(ID, 60_000, 2, new int[] {0, 1, 2, 3});
    assertThat(body(record(batch -> records.ack(chunk, 0b10, batch))))
        .isEqualTo(JSON.readTree(ACK));
    assertThat(body(record(batch -> records.ack(chunk, 0b1001, batch))))
        .isEqualTo(JSON.readTree(BATCH_ACK));
  }

  @Test
  void shouldReadWhatItWrites() throws IOException {
    Chunk chunk = new Chunk(ID, 60_000, 2, new int[] {0, 3, 31, 700});
    chunk.close(0b0010);
    Chunk read =
        read(
                record(batch -> records.checkpoint(chunk, batch)),
                ReviveRecords.Entry.Checkpoint.class)
            .chunk();
    assertThat(read.id).isEqualTo(ID);
    assertThat(read.dueMs()).isEqualTo(chunk.dueMs());
    assertThat(read.reviveQueue).isEqualTo(2);
    assertThat(read.doneBits()).isEqualTo(0b0010);
    assertThat(read.offset(3)).isEqualTo(742);

    ReviveRecords.Entry.Ack ack =
        read(record(batch -> records.ack(chunk, 0b1101, batch)), ReviveRecords.Entry.Ack.class);
    assertThat(ack.chunk()).isEqualTo(ID);
    assertThat(ack.offsets()).containsExactly(42, 73, 742);
  }

  @Test
  void shouldEscapeNames() throws IOException {
    ChunkId odd = new ChunkId("a\"b", "g\\", 0, 0, 1);
    Chunk chunk = new Chunk(odd, 1, 0, new int[] {0});
    assertThat(
            read(record(batch -> records.ack(chunk, 1, batch)), ReviveRecords.Entry.Ack.class)
                .chunk())
        .isEqualTo(odd);
  }

  private static ByteBuffer record(Consumer<ReviveBatch> writer) {
    ReviveBatch batch = new ReviveBatch();
    writer.accept(batch);
    return batch.records();
  }

  private <T extends ReviveRecords.Entry> T read(ByteBuffer record, Class<T> type)
      throws IOException {
    return type.cast(Objects.requireNonNull(records.read(view(record))));
  }

  private static JsonNode body(ByteBuffer record) throws IOException {
    RecordView view = view(record);
    byte[] body = new byte[view.bodyLength()];
    view.buffer().get(view.bodyAt(), body);
    return JSON.readTree(body);
  }

  private static RecordView view(ByteBuffer record) {
    return new RecordView().wrap(record, 0);
  }
}
