package io.cometmq.testkit;

import io.cometmq.filter.MessageFilter;
import io.cometmq.model.DelayLevels;
import io.cometmq.model.SubscriptionData;
import io.cometmq.record.HostAddress;
import io.cometmq.record.RecordEncoder;
import io.cometmq.record.RecordView;
import io.cometmq.store.MessageStore;
import io.cometmq.store.StoreOptions;
import io.cometmq.store.dispatch.DispatchListener;
import io.cometmq.store.index.IndexLayout;
import io.cometmq.store.log.AppendRequest;
import io.cometmq.store.log.AppendStatus;
import io.cometmq.store.log.LogPreparation;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.ReadResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link MessageStore} on one thread, as the contexts of a broker would, with files small
 * enough that every limit is met soon.
 */
public final class StoreDriver {
  /** Small files: a log file holds some hundred records, a queue file 1,024 units. */
  public static StoreOptions smallFiles(Path path) {
    return smallFiles(path, LogPreparation.PAGES);
  }

  /** The same with another preparation of the log. */
  public static StoreOptions smallFiles(Path path, LogPreparation preparation) {
    return new StoreOptions(
        path,
        256 << 10,
        64 << 10,
        preparation,
        false,
        500,
        3_600_000,
        100,
        0,
        2,
        1_024,
        1 << 20,
        new IndexLayout(64, 4_096),
        DelayLevels.STANDARD);
  }

  private final MessageStore store;
  private final RecordEncoder encoder = new RecordEncoder();

  /** Drives an open store. */
  public StoreDriver(MessageStore store) {
    this.store = store;
    encoder.bornHost = new HostAddress(new byte[] {127, 0, 0, 1}, 1);
    encoder.storeHost = new HostAddress(new byte[] {127, 0, 0, 1}, 10_911);
  }

  /** The store. */
  public MessageStore store() {
    return store;
  }

  /** Records with IPv6 hosts from now on. */
  public void useIpv6() {
    byte[] ip = new byte[16];
    ip[15] = 1;
    encoder.bornHost = new HostAddress(ip, 1);
    encoder.storeHost = new HostAddress(ip, 10_911);
  }

  /** Appends one record without publishing it. */
  public AppendRequest append(String topic, int queueId, String key, String tag, byte[] body) {
    return append(topic, queueId, List.of(key), tag, List.of(body));
  }

  /** Appends several records as one batch without publishing them. */
  public AppendRequest append(
      String topic, int queueId, List<String> keys, String tag, List<byte[]> bodies) {
    ByteBuffer records = ByteBuffer.allocate(bodies.stream().mapToInt(b -> b.length + 600).sum());
    for (int i = 0; i < bodies.size(); i++) {
      encoder.topic = topic.getBytes(StandardCharsets.UTF_8);
      encoder.queueId = queueId;
      encoder.properties =
          ("KEYS\u0001" + keys.get(i) + "\u0002TAGS\u0001" + tag + "\u0002")
              .getBytes(StandardCharsets.UTF_8);
      encoder.propertiesLength = encoder.properties.length;
      encoder.write(records, ByteBuffer.wrap(bodies.get(i)));
    }
    return append(topic, queueId, records.flip(), bodies.size());
  }

  /** Appends one record with so many bytes of properties without publishing it. */
  public AppendRequest append(String topic, int propertiesLength, byte[] body) {
    return append(topic, "p".repeat(propertiesLength), body);
  }

  /** Appends one record with these properties without publishing it. */
  public AppendRequest append(String topic, String properties, byte[] body) {
    encoder.topic = topic.getBytes(StandardCharsets.UTF_8);
    encoder.queueId = 0;
    encoder.properties = properties.getBytes(StandardCharsets.UTF_8);
    encoder.propertiesLength = encoder.properties.length;
    ByteBuffer record = ByteBuffer.allocate(body.length + 600);
    encoder.write(record, ByteBuffer.wrap(body));
    return append(topic, 0, record.flip(), 1);
  }

  private AppendRequest append(String topic, int queueId, ByteBuffer records, int count) {
    AppendRequest request = new AppendRequest();
    request.records = records;
    request.recordCount = count;
    request.queue = store.queues().getOrCreate(topic, queueId);
    store.commitLog().append(request);
    return request;
  }

  /** What a successful append of one record stored. */
  public static StoredRecord stored(
      AppendRequest request, String topic, int queueId, String key, byte[] body) {
    return new StoredRecord(
        topic,
        queueId,
        request.queueOffset,
        request.physicalOffset,
        request.records.limit(),
        key,
        body);
  }

  /** Appends, publishes and dispatches one record. */
  public StoredRecord put(String topic, int queueId, String key, String tag, byte[] body) {
    AppendRequest request = append(topic, queueId, key, tag, body);
    if (request.status != AppendStatus.OK) {
      throw new IllegalStateException("the append ended with " + request.status);
    }
    store.commitLog().publish();
    dispatch();
    return stored(request, topic, queueId, key, body);
  }

  /** Brings queues and index up to date; returns the number of records. */
  public int dispatch() {
    int total = 0;
    int records;
    do {
      records =
          store.dispatcher().dispatch(store.commitLog().endPosition(), 64, DispatchListener.NONE);
      total += records;
    } while (records > 0);
    return total;
  }

  /** The bodies of a queue's messages with a tag from an offset on. */
  public List<byte[]> read(String topic, int queueId, long offset, String expression) {
    List<byte[]> bodies = new ArrayList<>();
    ConsumeQueue queue = store.queues().getOrCreate(topic, queueId);
    SubscriptionData subscription = SubscriptionData.parse(topic, expression);
    long next = offset;
    while (next < queue.maxOffset()) {
      ReadResult result =
          store.reader().read(queue, next, 32, 64 << 10, MessageFilter.of(subscription), true);
      if (result == null) {
        throw new IllegalStateException("a read that may block has no result");
      }
      for (LogSlice slice : result.slices()) {
        bodies.addAll(bodiesOf(slice.buffer()));
      }
      result.release();
      if (result.nextOffset() <= next) {
        throw new IllegalStateException(queue + " does not go on after " + next);
      }
      next = result.nextOffset();
    }
    return bodies;
  }

  private static List<byte[]> bodiesOf(ByteBuffer records) {
    List<byte[]> bodies = new ArrayList<>();
    RecordView view = new RecordView();
    for (int at = 0; at < records.limit(); at += view.totalSize()) {
      view.wrap(records, at);
      byte[] body = new byte[view.bodyLength()];
      records.get(view.bodyAt(), body);
      bodies.add(body);
    }
    return bodies;
  }

  /** The record at a position of the log as it is stored, null when there is none. */
  public byte @Nullable [] record(long position) {
    LogSlice slice = store.commitLog().readRecord(position);
    if (slice == null) {
      return null;
    }
    byte[] bytes = new byte[slice.buffer().remaining()];
    slice.buffer().get(bytes);
    slice.release();
    return bytes;
  }
}
