package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ClientInfo;
import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.broker.group.ConsumerGroupTable;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.HeartbeatData;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.ClientHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients say of their groups: heartbeats, who else is there, farewell. Owned by one event
 * loop; the groups themselves belong to the dispatch context.
 */
final class GroupHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(GroupHandlers.class);
  private static final HeaderType<ClientHeaders.UnregisterClient> UNREGISTER =
      HeaderType.of(ClientHeaders.UnregisterClient.class);
  private static final HeaderType<ClientHeaders.ConsumerList> CONSUMERS =
      HeaderType.of(ClientHeaders.ConsumerList.class);

  /**
   * How long after its answer a member is told that the group has changed by its heartbeat. An
   * official client of 4.9 balances queues at once when it is told, and can't tell the new version
   * of its subscription when that happens before its heartbeat is over: it would be refused until
   * the next one.
   */
  private static final long TELL_JOINED_MS = 1_000;

  private final Vertx vertx;
  private final DispatchProxy<GroupState> dispatch;
  private final RegistrationProxy registration;
  private final TopicTable topics;
  private final SubscriptionGroupTable groups;
  private final Clock clock;
  private final RemoteClients clients;

  GroupHandlers(
      Vertx vertx,
      DispatchProxy<GroupState> dispatch,
      RegistrationProxy registration,
      TopicTable topics,
      SubscriptionGroupTable groups,
      RemoteClients clients,
      Clock clock) {
    this.vertx = vertx;
    this.dispatch = dispatch;
    this.registration = registration;
    this.topics = topics;
    this.groups = groups;
    this.clients = clients;
    this.clock = clock;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.HEART_BEAT, this::heartbeat);
    router.on(RequestCode.UNREGISTER_CLIENT, this::unregister);
    router.on(RequestCode.GET_CONSUMER_LIST_BY_GROUP, this::consumerList);
    router.on(RequestCode.CHECK_CLIENT_CONFIG, this::checkClientConfig);
    router.onConnectionClosed(this::connectionClosed);
  }

  private Future<RemotingCommand> heartbeat(Connection connection, RemotingCommand request) {
    HeartbeatData data = HeartbeatData.read(request.body());
    RemoteClient remote = clients.of(connection);
    ClientInfo client =
        new ClientInfo(
            remote, data.clientId(), request.language(), request.version(), clock.millis());
    List<String> changed = new ArrayList<>();
    return ensureGroups(data)
        .compose(ready -> dispatch.ask(state -> join(state, data, client, changed)))
        // also of those before one that failed
        .onComplete(done -> tellLater(remote, changed))
        .map(
            subscriptionsWanted ->
                request.success(
                    Map.of(
                        "IS_SUPPORT_HEART_BEAT_V2",
                        "true",
                        "IS_SUB_CHANGE",
                        Boolean.toString(subscriptionsWanted))));
  }

  private void tellLater(RemoteClient joined, List<String> changed) {
    if (!changed.isEmpty()) {
      vertx.setTimer(
          TELL_JOINED_MS,
          id ->
              dispatch
                  .ask(
                      state -> {
                        state.tellJoined(joined, changed);
                        return true;
                      })
                  .onFailure(cause -> LOG.warn("{} is not told of {}", joined, changed, cause)));
    }
  }

  /** The retry topic must be in the route before the client asks for it. */
  private Future<Void> ensureGroups(HeartbeatData data) {
    List<String> missing = new ArrayList<>();
    boolean unit = false;
    for (HeartbeatData.ConsumerData consumer : data.consumers()) {
      String name = consumer.groupName();
      boolean known = groups.find(name) != null && topics.find(TopicNames.retryTopic(name)) != null;
      if (!known && TopicNames.groupProblem(name) == null) {
        missing.add(name);
        unit |= consumer.unitMode();
      }
    }
    boolean unitMode = unit;
    return missing.isEmpty()
        ? Future.succeededFuture()
        : registration.<Void>ask(state -> state.ensureGroups(missing, unitMode));
  }

  private boolean join(
      GroupState state, HeartbeatData data, ClientInfo client, List<String> changed) {
    for (String group : data.producerGroups()) {
      state.joinProducers(group, client);
    }
    // clients that know no fingerprints are told "changed", as RocketMQ does
    boolean subscriptionsWanted = data.fingerprint() == 0;
    for (HeartbeatData.ConsumerData consumer : data.consumers()) {
      SubscriptionGroupConfig config = groups.find(consumer.groupName());
      if (config == null) {
        continue;
      }
      if (data.withoutSub()) {
        subscriptionsWanted |=
            state.refreshConsumer(consumer.groupName(), client, data.fingerprint());
      } else if (state.joinConsumers(
          joining(consumer, client, data.fingerprint()), notifies(config))) {
        changed.add(consumer.groupName());
      }
    }
    return subscriptionsWanted;
  }

  private static boolean notifies(@Nullable SubscriptionGroupConfig config) {
    return config == null || config.notifyConsumerIdsChangedEnable();
  }

  private static ConsumerGroupTable.Joining joining(
      HeartbeatData.ConsumerData consumer, ClientInfo client, int fingerprint) {
    return new ConsumerGroupTable.Joining(
        consumer.groupName(),
        client,
        consumer.consumeType(),
        consumer.messageModel(),
        consumer.consumeFromWhere(),
        consumer.subscriptions(),
        fingerprint);
  }

  private Future<RemotingCommand> unregister(Connection connection, RemotingCommand request) {
    ClientHeaders.UnregisterClient header = UNREGISTER.decode(request.extFields());
    RemoteClient remote = clients.find(connection);
    if (remote == null) {
      return Future.succeededFuture(request.success());
    }
    return dispatch
        .ask(
            state -> {
              String producers = header.producerGroup();
              if (producers != null) {
                state.leaveProducers(producers, remote);
              }
              String consumers = header.consumerGroup();
              if (consumers != null) {
                state.leaveConsumers(consumers, remote, notifies(groups.find(consumers)));
              }
              return true;
            })
        .map(done -> request.success());
  }

  private Future<RemotingCommand> consumerList(Connection connection, RemotingCommand request) {
    String group = CONSUMERS.decode(request.extFields()).consumerGroup();
    return dispatch
        .ask(state -> state.consumers().find(group) == null ? List.<String>of() : ids(state, group))
        .map(
            ids -> {
              if (ids.isEmpty()) {
                throw new RefusedException(
                    ResponseCode.SYSTEM_ERROR, "no consumer for this group, " + group);
              }
              ObjectNode node = JsonBody.object();
              ArrayNode list = node.putArray("consumerIdList");
              ids.forEach(list::add);
              return request.success(JsonBody.write(node));
            });
  }

  private static List<String> ids(GroupState state, String group) {
    ConsumerGroup known = state.consumers().find(group);
    return known == null ? List.of() : known.clientIds();
  }

  private Future<RemotingCommand> checkClientConfig(
      Connection connection, RemotingCommand request) {
    if (request.body().length > 0) {
      JsonNode subscription = JsonBody.read(request.body()).path("subscriptionData");
      Subscriptions.filterOf(
          JsonBody.text(subscription, "expressionType"), JsonBody.text(subscription, "subString"));
    }
    return Future.succeededFuture(request.success());
  }

  private void connectionClosed(Connection connection) {
    RemoteClient remote = clients.remove(connection);
    if (remote != null) {
      LOG.debug("client at {} went away", remote.address());
      dispatch.tell(
          state -> {
            state.connectionClosed(remote);
            return true;
          });
    }
  }
}
