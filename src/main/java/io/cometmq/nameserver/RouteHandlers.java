package io.cometmq.nameserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.BrokerData;
import io.cometmq.model.Permission;
import io.cometmq.model.TopicRoute;
import io.cometmq.nameserver.route.KvTable;
import io.cometmq.nameserver.route.RouteTable;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.TopicRouteBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.NamesrvHeaders;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/** Requests for routes, topics and clusters. Owned by the routing context. */
final class RouteHandlers {
  /** Clients from 4.9.4 on read strict JSON. */
  private static final int STRICT_JSON_VERSION = 401;

  private static final int UNIT = 1;
  private static final int UNIT_SUBSCRIPTION = 2;

  private static final HeaderType<NamesrvHeaders.RouteInfo> ROUTE =
      HeaderType.of(NamesrvHeaders.RouteInfo.class);
  private static final HeaderType<NamesrvHeaders.Topic> TOPIC =
      HeaderType.of(NamesrvHeaders.Topic.class);
  private static final HeaderType<NamesrvHeaders.Cluster> CLUSTER =
      HeaderType.of(NamesrvHeaders.Cluster.class);
  private static final HeaderType<NamesrvHeaders.WritePerm> WRITE_PERM =
      HeaderType.of(NamesrvHeaders.WritePerm.class);
  private static final HeaderType<NamesrvHeaders.MemberGroup> MEMBERS =
      HeaderType.of(NamesrvHeaders.MemberGroup.class);

  private final RouteTable routes;
  private final KvTable kv;

  RouteHandlers(RouteTable routes, KvTable kv) {
    this.routes = routes;
    this.kv = kv;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.GET_ROUTEINFO_BY_TOPIC, this::route);
    answer(router, RequestCode.GET_BROKER_CLUSTER_INFO, request -> clusterInfo());
    answer(router, RequestCode.GET_BROKER_MEMBER_GROUP, this::memberGroup);
    answer(
        router,
        RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER,
        request -> topicList(routes.topics()));
    answer(
        router,
        RequestCode.GET_TOPICS_BY_CLUSTER,
        request -> topicList(routes.topicsOf(CLUSTER.decode(request.extFields()).cluster())));
    answer(router, RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS, request -> topicList(systemTopics()));
    answer(
        router,
        RequestCode.GET_UNIT_TOPIC_LIST,
        request -> topicList(routes.topicsWithFlags(UNIT, 0)));
    answer(
        router,
        RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST,
        request -> topicList(routes.topicsWithFlags(UNIT_SUBSCRIPTION, 0)));
    answer(
        router,
        RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST,
        request -> topicList(routes.topicsWithFlags(UNIT_SUBSCRIPTION, UNIT)));
    router.on(RequestCode.DELETE_TOPIC_IN_NAMESRV, this::deleteTopic);
    router.on(RequestCode.REGISTER_TOPIC_IN_NAMESRV, this::registerTopic);
    router.on(
        RequestCode.WIPE_WRITE_PERM_OF_BROKER,
        (connection, request) ->
            changePerm(request, perm -> perm & ~Permission.WRITE, "wipeTopicCount"));
    router.on(
        RequestCode.ADD_WRITE_PERM_OF_BROKER,
        (connection, request) ->
            changePerm(request, perm -> Permission.READ | Permission.WRITE, "addTopicCount"));
  }

  private static void answer(
      RequestRouter router, int code, Function<RemotingCommand, byte[]> content) {
    router.on(
        code,
        (connection, request) -> Future.succeededFuture(request.success(content.apply(request))));
  }

  private Future<RemotingCommand> route(Connection connection, RemotingCommand request) {
    NamesrvHeaders.RouteInfo header = ROUTE.decode(request.extFields());
    TopicRoute route = routes.route(header.topic());
    if (route == null) {
      throw new RefusedException(
          ResponseCode.TOPIC_NOT_EXIST,
          "No topic route info in name server for the topic: "
              + header.topic()
              + ". No registered broker has it: create it with mqadmin updateTopic, or let"
              + " producers create it by their first send (broker.auto-create-topics)");
    }
    String order = kv.get(KvTable.ORDER_TOPICS, header.topic());
    TopicRoute answer = new TopicRoute(route.brokers(), route.queues(), order);
    boolean strict =
        request.version() >= STRICT_JSON_VERSION
            || Boolean.TRUE.equals(header.acceptStandardJsonOnly());
    return Future.succeededFuture(request.success(TopicRouteBody.write(answer, strict)));
  }

  private byte[] clusterInfo() {
    ObjectNode node = JsonBody.object();
    ObjectNode brokers = node.putObject("brokerAddrTable");
    routes.brokers().forEach(data -> brokers.set(data.brokerName(), TopicRouteBody.broker(data)));
    ObjectNode clusters = node.putObject("clusterAddrTable");
    routes
        .clusters()
        .forEach(
            (cluster, names) -> {
              ArrayNode list = clusters.putArray(cluster);
              names.forEach(list::add);
            });
    return JsonBody.write(node);
  }

  private byte[] memberGroup(RemotingCommand request) {
    NamesrvHeaders.MemberGroup header = MEMBERS.decode(request.extFields());
    BrokerData broker = routes.broker(header.brokerName());
    ObjectNode node = JsonBody.object();
    ObjectNode group = node.putObject("brokerMemberGroup");
    ObjectNode addresses = group.putObject("brokerAddrs");
    if (broker != null && broker.cluster().equals(header.clusterName())) {
      broker.brokerAddrs().forEach((id, address) -> addresses.put(Long.toString(id), address));
    }
    group.put("brokerName", header.brokerName()).put("cluster", header.clusterName());
    return JsonBody.write(node);
  }

  private static byte[] topicList(Collection<String> names) {
    ObjectNode node = JsonBody.object();
    ArrayNode list = node.putArray("topicList");
    names.forEach(list::add);
    return JsonBody.write(node);
  }

  /** RocketMQ answers the names of clusters and brokers here, and tools rely on it. */
  private Collection<String> systemTopics() {
    Set<String> names = new TreeSet<>();
    routes
        .clusters()
        .forEach(
            (cluster, brokers) -> {
              names.add(cluster);
              names.addAll(brokers);
            });
    return names;
  }

  private Future<RemotingCommand> deleteTopic(Connection connection, RemotingCommand request) {
    NamesrvHeaders.Topic header = TOPIC.decode(request.extFields());
    routes.deleteTopic(header.topic(), header.clusterName());
    return Future.succeededFuture(request.success());
  }

  private Future<RemotingCommand> registerTopic(Connection connection, RemotingCommand request) {
    NamesrvHeaders.Topic header = TOPIC.decode(request.extFields());
    routes.registerTopic(header.topic(), TopicRouteBody.readQueues(JsonBody.read(request.body())));
    return Future.succeededFuture(request.success());
  }

  private Future<RemotingCommand> changePerm(
      RemotingCommand request, IntUnaryOperator change, String countField) {
    int changed = routes.changePerm(WRITE_PERM.decode(request.extFields()).brokerName(), change);
    return Future.succeededFuture(request.success(Map.of(countField, Integer.toString(changed))));
  }
}
