package io.cometmq.broker.connection.handler;

import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.store.index.KeyIndex;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.read.TagSearch;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/** Finds single messages by id or key. Owned by one event loop; the reading runs on a worker. */
final class ViewHandlers {
  private static final int MAX_FOUND = 64;
  private static final int MAX_UNIQUE = 32;
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
        .executeBlocking(() -> read(List.of(offset)), false)
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
                read(
                    BY_TAG.equals(request.extFields().get("indexType"))
                        ? tags.find(
                            header.topic(),
                            header.key(),
                            max,
                            header.beginTimestamp(),
                            header.endTimestamp())
                        : index.find(
                            header.topic(),
                            header.key(),
                            max,
                            header.beginTimestamp(),
                            header.endTimestamp())),
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

  private byte[] read(List<Long> positions) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (long position : positions) {
      LogSlice slice = log.readRecord(position);
      if (slice != null) {
        try {
          byte[] bytes = new byte[slice.buffer().remaining()];
          slice.buffer().get(bytes);
          if (records.size() == 0 || records.size() + bytes.length <= MAX_BYTES) {
            records.write(bytes, 0, bytes.length);
          }
        } finally {
          slice.release();
        }
      }
    }
    return records.toByteArray();
  }
}
