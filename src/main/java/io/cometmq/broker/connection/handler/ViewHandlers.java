package io.cometmq.broker.connection.handler;

import io.cometmq.model.PropertyNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.record.PropertyScanner;
import io.cometmq.record.RecordView;
import io.cometmq.store.index.KeyIndex;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.read.TagSearch;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Finds single messages by id or key. Owned by one event loop; the reading runs on a worker. */
final class ViewHandlers {
  private static final int MAX_FOUND = 64;
  private static final int MAX_UNIQUE = 32;

  /** Records looked at beyond those wanted, in case that their keys only have the same hash. */
  private static final int MAX_SAME_HASH = 64;

  private static final int MAX_BYTES = 4 << 20;

  private static final HeaderType<ClientHeaders.ViewMessage> VIEW =
      HeaderType.of(ClientHeaders.ViewMessage.class);
  private static final HeaderType<ClientHeaders.QueryMessage> QUERY =
      HeaderType.of(ClientHeaders.QueryMessage.class);

  /** What 5.5 clients call a question for a tag; other types are found in the index of keys. */
  private static final String BY_TAG = "T";

  private final CommitLog log;
  private final KeyIndex index;
  private final TagSearch tags;
  private final WorkerExecutor coldReads;

  ViewHandlers(CommitLog log, KeyIndex index, TagSearch tags, WorkerExecutor coldReads) {
    this.log = log;
    this.index = index;
    this.tags = tags;
    this.coldReads = coldReads;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.VIEW_MESSAGE_BY_ID, this::view);
    router.on(RequestCode.QUERY_MESSAGE, this::query);
  }

  private Future<RemotingCommand> view(Connection connection, RemotingCommand request) {
    long offset = VIEW.decode(request.extFields()).offset();
    return coldReads
        .executeBlocking(() -> read(List.of(offset), 1, any -> true), false)
        .map(
            record -> {
              if (record.length == 0) {
                throw new RefusedException(
                    ResponseCode.SYSTEM_ERROR,
                    "can not find message by the offset, "
                        + offset
                        + ": no record starts there, or it has been deleted");
              }
              return request.success(record);
            });
  }

  private Future<RemotingCommand> query(Connection connection, RemotingCommand request) {
    ClientHeaders.QueryMessage header = QUERY.decode(request.extFields());
    boolean unique = Boolean.parseBoolean(request.extFields().get("_UNIQUE_KEY_QUERY"));
    int max = unique ? MAX_UNIQUE : Math.min(MAX_FOUND, Math.max(1, header.maxNum()));
    return coldReads
        .executeBlocking(
            () ->
                BY_TAG.equals(request.extFields().get("indexType"))
                    ? foundByTag(header, max)
                    : found(header, max),
            false)
        .map(
            records -> {
              if (records.length == 0) {
                throw new RefusedException(
                    ResponseCode.QUERY_NOT_FOUND,
                    "can not find message, maybe time range not correct");
              }
              return request.response(
                  ResponseCode.SUCCESS,
                  null,
                  Map.of(
                      "indexLastUpdateTimestamp",
                      Long.toString(log.endTimestamp()),
                      "indexLastUpdatePhyoffset",
                      Long.toString(log.endPosition())),
                  records);
            });
  }

  /** The index knows keys by their hashes, which others may share: the records tell them apart. */
  private byte[] found(ClientHeaders.QueryMessage header, int max) {
    List<Long> positions =
        index.find(
            header.topic(),
            header.key(),
            max + MAX_SAME_HASH,
            header.beginTimestamp(),
            header.endTimestamp());
    return read(positions, max, record -> hasKey(record, header.topic(), header.key()));
  }

  private byte[] foundByTag(ClientHeaders.QueryMessage header, int max) {
    List<Long> positions =
        tags.find(
            header.topic(), header.key(), max, header.beginTimestamp(), header.endTimestamp());
    return read(positions, max, any -> true);
  }

  private static boolean hasKey(RecordView record, String topic, String key) {
    if (!record.topic().equals(topic)) {
      return false;
    }
    byte[] bytes = new byte[record.propertiesLength()];
    record.buffer().get(record.propertiesAt(), bytes);
    Map<String, String> properties = PropertyScanner.toMap(bytes);
    return key.equals(properties.get(PropertyNames.UNIQ_KEY))
        || List.of(properties.getOrDefault(PropertyNames.KEYS, "").split(" ", -1)).contains(key);
  }

  private byte[] read(List<Long> positions, int max, Predicate<RecordView> wanted) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    int left = max;
    for (int i = 0; i < positions.size() && left > 0; i++) {
      LogSlice slice = log.readRecord(positions.get(i));
      if (slice != null) {
        try {
          if (wanted.test(new RecordView().wrap(slice.buffer(), slice.buffer().position()))) {
            left--;
            add(records, slice.buffer());
          }
        } finally {
          slice.release();
        }
      }
    }
    return records.toByteArray();
  }

  /** The first is added however large it is. */
  private static void add(ByteArrayOutputStream records, ByteBuffer record) {
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    if (records.size() == 0 || records.size() + bytes.length <= MAX_BYTES) {
      records.write(bytes, 0, bytes.length);
    }
  }
}
