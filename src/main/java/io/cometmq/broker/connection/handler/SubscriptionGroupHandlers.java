package io.cometmq.broker.connection.handler;

import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.SubscriptionGroupBody;
import io.cometmq.protocol.header.AdminHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What tools ask of consumer groups' settings. Owned by one event loop. */
final class SubscriptionGroupHandlers {
  private static final HeaderType<AdminHeaders.DeleteGroup> DELETE =
      HeaderType.of(AdminHeaders.DeleteGroup.class);
  private static final HeaderType<AdminHeaders.Group> GROUP =
      HeaderType.of(AdminHeaders.Group.class);
  private static final HeaderType<AdminHeaders.AllGroups> PAGE =
      HeaderType.of(AdminHeaders.AllGroups.class);
  private static final HeaderType<OperatorHeaders.Forbidden> FORBIDDEN =
      HeaderType.of(OperatorHeaders.Forbidden.class);
  private static final int MAX_PAGE = 2_000;

  private final AdminParts parts;

  SubscriptionGroupHandlers(AdminParts parts) {
    this.parts = parts;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, this::put);
    router.on(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP_LIST, this::putAll);
    router.on(RequestCode.DELETE_SUBSCRIPTIONGROUP, this::delete);
    router.on(RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG, this::all);
    router.on(RequestCode.GET_SUBSCRIPTIONGROUP_CONFIG, this::one);
    router.on(RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN, this::forbidden);
  }

  private Future<RemotingCommand> put(Connection connection, RemotingCommand request) {
    return put(request, List.of(SubscriptionGroupBody.read(JsonBody.read(request.body()))));
  }

  private Future<RemotingCommand> putAll(Connection connection, RemotingCommand request) {
    List<SubscriptionGroupConfig> groups = new ArrayList<>();
    JsonBody.read(request.body())
        .path("groupConfigList")
        .forEach(group -> groups.add(SubscriptionGroupBody.read(group)));
    return put(request, groups);
  }

  private Future<RemotingCommand> put(
      RemotingCommand request, List<SubscriptionGroupConfig> groups) {
    for (SubscriptionGroupConfig group : groups) {
      String problem = TopicNames.groupProblem(group.groupName());
      if (problem != null) {
        throw new RefusedException(ResponseCode.INVALID_PARAMETER, problem);
      }
    }
    return parts
        .registration()
        .<Void>ask(state -> state.putGroups(groups))
        .map(done -> request.success());
  }

  private Future<RemotingCommand> delete(Connection connection, RemotingCommand request) {
    AdminHeaders.DeleteGroup header = DELETE.decode(request.extFields());
    String name = header.groupName();
    boolean offsets =
        Boolean.TRUE.equals(header.cleanOffset()) || Boolean.TRUE.equals(header.removeOffset());
    return parts
        .registration()
        .<Boolean>ask(state -> state.deleteGroup(name))
        .compose(
            done ->
                parts
                    .dispatch()
                    .ask(
                        state -> {
                          if (offsets) {
                            state.offsets().removeGroup(name);
                          }
                          return true;
                        }))
        .map(done -> request.success());
  }

  private Future<RemotingCommand> all(Connection connection, RemotingCommand request) {
    AdminHeaders.AllGroups header = PAGE.decode(request.extFields());
    List<SubscriptionGroupConfig> sorted =
        parts.groups().all().stream()
            .sorted(Comparator.comparing(SubscriptionGroupConfig::groupName))
            .toList();
    Integer from = header.groupSeq();
    Integer max = header.maxGroupNum();
    List<SubscriptionGroupConfig> page = sorted;
    if (from != null) {
      int start = Math.min(Math.max(0, from), sorted.size());
      int size = max == null ? MAX_PAGE : Math.min(Math.max(1, max), MAX_PAGE);
      page = sorted.subList(start, Math.min(sorted.size(), start + size));
    }
    return Future.succeededFuture(
        request.response(
            ResponseCode.SUCCESS,
            null,
            Map.of("totalGroupNum", Integer.toString(sorted.size())),
            JsonBody.write(
                SubscriptionGroupBody.writeTable(
                    page, parts.groups().forbidden(), parts.groups().version()))));
  }

  private Future<RemotingCommand> forbidden(Connection connection, RemotingCommand request) {
    OperatorHeaders.Forbidden header = FORBIDDEN.decode(request.extFields());
    Boolean readable = header.readable();
    Future<?> done =
        readable == null
            ? Future.succeededFuture()
            : parts
                .registration()
                .<Void>ask(state -> state.forbid(header.group(), header.topic(), !readable));
    return done.map(
        ready ->
            request.success(
                JsonBody.write(
                    JsonBody.object()
                        .put("group", header.group())
                        .put(
                            "readable", !parts.groups().isForbidden(header.group(), header.topic()))
                        .put("topic", header.topic()))));
  }

  private Future<RemotingCommand> one(Connection connection, RemotingCommand request) {
    String name = GROUP.decode(request.extFields()).group();
    SubscriptionGroupConfig group = parts.groups().find(name);
    if (group == null) {
      throw new RefusedException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "subscription group[" + name + "] not exist");
    }
    return Future.succeededFuture(
        request.success(JsonBody.write(SubscriptionGroupBody.write(group))));
  }
}
