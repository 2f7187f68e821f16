package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ClientInfo;
import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.cometmq.store.log.LogSlice;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What tools ask of one connected consumer: the broker passes the question on. Owned by one event
 * loop.
 */
final class ClientInspectionHandlers {
  private static final long TIMEOUT_MS = 10_000;
  private static final int ID_DIGITS = 16;

  private static final HeaderType<OperatorHeaders.RunningInfo> RUNNING =
      HeaderType.of(OperatorHeaders.RunningInfo.class);
  private static final HeaderType<OperatorHeaders.ConsumeDirectly> DIRECTLY =
      HeaderType.of(OperatorHeaders.ConsumeDirectly.class);
  private static final HeaderType<OperatorHeaders.ConsumerStatus> STATUS =
      HeaderType.of(OperatorHeaders.ConsumerStatus.class);

  private final AdminParts parts;

  ClientInspectionHandlers(AdminParts parts) {
    this.parts = parts;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.GET_CONSUMER_RUNNING_INFO, this::runningInfo);
    router.on(RequestCode.CONSUME_MESSAGE_DIRECTLY, this::consumeDirectly);
    router.on(RequestCode.INVOKE_BROKER_TO_GET_CONSUMER_STATUS, this::status);
  }

  private Future<RemotingCommand> runningInfo(Connection connection, RemotingCommand request) {
    OperatorHeaders.RunningInfo header = RUNNING.decode(request.extFields());
    return passOn(
        connection,
        request,
        header.consumerGroup(),
        header.clientId(),
        RemotingCommand.request(request.code(), request.extFields(), request.body()));
  }

  private Future<RemotingCommand> consumeDirectly(Connection connection, RemotingCommand request) {
    OperatorHeaders.ConsumeDirectly header = DIRECTLY.decode(request.extFields());
    String clientId = header.clientId();
    if (clientId == null) {
      throw new RefusedException(
          ResponseCode.INVALID_PARAMETER, "clientId is missing: name the consumer that is to try");
    }
    Map<String, String> fields = new LinkedHashMap<>(request.extFields());
    fields.put("brokerName", parts.identity().name());
    String messageId = header.msgId();
    if (messageId == null) {
      RemotingCommand call = RemotingCommand.request(request.code(), fields, request.body());
      return passOn(connection, request, header.consumerGroup(), clientId, call);
    }
    long position = position(messageId);
    return parts
        .coldReads()
        .executeBlocking(() -> record(messageId, position), false)
        .compose(
            record ->
                passOn(
                    connection,
                    request,
                    header.consumerGroup(),
                    clientId,
                    RemotingCommand.request(request.code(), fields, record)));
  }

  private static long position(String messageId) {
    try {
      return Long.parseUnsignedLong(messageId.substring(messageId.length() - ID_DIGITS), ID_DIGITS);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new RefusedException(
          ResponseCode.INVALID_PARAMETER,
          "msgId '"
              + messageId
              + "' does not end with a position in the log: give the id that the broker gave the"
              + " message (offsetMsgId)");
    }
  }

  private byte[] record(String messageId, long position) {
    LogSlice slice = parts.store().commitLog().readRecord(position);
    if (slice == null) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR,
          "can not find message by the id, " + messageId + ": it is wrong or has been deleted");
    }
    try {
      byte[] bytes = new byte[slice.buffer().remaining()];
      slice.buffer().get(bytes);
      return bytes;
    } finally {
      slice.release();
    }
  }

  private Future<RemotingCommand> passOn(
      Connection connection,
      RemotingCommand request,
      String group,
      String clientId,
      RemotingCommand call) {
    return parts
        .dispatch()
        .ask(state -> member(state.consumers().find(group), clientId))
        .compose(
            member -> {
              if (member.isEmpty()) {
                throw new RefusedException(
                    ResponseCode.SYSTEM_ERROR,
                    "The Consumer <" + group + "> <" + clientId + "> not online");
              }
              return ClientCalls.invoke(connection, group, member.get(), call, TIMEOUT_MS);
            })
        .map(
            answer ->
                request.response(
                    answer.code(), answer.remark(), answer.extFields(), answer.body()));
  }

  private static Optional<ClientInfo> member(@Nullable ConsumerGroup group, String clientId) {
    return group == null
        ? Optional.empty()
        : group.members().values().stream()
            .filter(member -> member.clientId().equals(clientId))
            .findFirst();
  }

  private Future<RemotingCommand> status(Connection connection, RemotingCommand request) {
    OperatorHeaders.ConsumerStatus header = STATUS.decode(request.extFields());
    String wanted = header.clientAddr();
    return parts
        .dispatch()
        .ask(
            state -> {
              ConsumerGroup group = state.consumers().find(header.group());
              return group == null ? List.<ClientInfo>of() : List.copyOf(group.members().values());
            })
        .compose(
            members -> {
              List<ClientInfo> asked =
                  members.stream()
                      .filter(
                          member ->
                              wanted == null
                                  || wanted.isBlank()
                                  || wanted.equals(member.clientId()))
                      .toList();
              if (asked.isEmpty()) {
                throw new RefusedException(
                    ResponseCode.CONSUMER_NOT_ONLINE,
                    "No Any Consumer online in the consumer group: [" + header.group() + "]");
              }
              return askStatus(connection, header, asked);
            })
        .map(request::success);
  }

  private static Future<byte[]> askStatus(
      Connection connection, OperatorHeaders.ConsumerStatus header, List<ClientInfo> members) {
    RemotingCommand call =
        RemotingCommand.request(
            RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT, STATUS.encode(header), new byte[0]);
    List<Future<RemotingCommand>> answers =
        members.stream()
            .map(member -> ClientCalls.invoke(connection, header.group(), member, call, TIMEOUT_MS))
            .toList();
    return Future.all(answers)
        .map(
            done -> {
              ObjectNode node = JsonBody.object();
              ObjectNode table = node.putObject("consumerTable");
              for (int i = 0; i < members.size(); i++) {
                RemotingCommand answer = answers.get(i).result();
                if (answer.code() == ResponseCode.SUCCESS) {
                  table.set(
                      members.get(i).clientId(),
                      JsonBody.readDialect(answer.body()).path("messageQueueTable"));
                }
              }
              node.putObject("messageQueueTable");
              return JsonBody.writeDialect(node, false);
            });
  }
}
