package io.cometmq.client.internal.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.client.BrokerScope;
import io.cometmq.client.ClientException;
import io.cometmq.client.ClusterAdmin.Broker;
import io.cometmq.client.TopicAdmin;
import io.cometmq.client.TopicSettings;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicFilterType;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.TopicConfigBody;
import io.cometmq.protocol.header.AdminHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.NamesrvHeaders;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Topics. Safe for any thread; the work is done on the client's loop. */
final class TopicCalls implements TopicAdmin {
  private static final HeaderType<AdminHeaders.CreateTopic> CREATE =
      HeaderType.of(AdminHeaders.CreateTopic.class);
  private static final HeaderType<AdminHeaders.Topic> TOPIC =
      HeaderType.of(AdminHeaders.Topic.class);
  private static final HeaderType<AdminHeaders.AllTopics> PAGE =
      HeaderType.of(AdminHeaders.AllTopics.class);
  private static final HeaderType<NamesrvHeaders.Topic> ROUTE =
      HeaderType.of(NamesrvHeaders.Topic.class);

  private final AdminCalls calls;

  TopicCalls(AdminCalls calls) {
    this.calls = calls;
  }

  @Override
  public Future<List<String>> names() {
    return calls.onLoop(
        () ->
            calls
                .demandOfNameServer(Ask.of(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER))
                .compose(
                    answer ->
                        AdminCalls.read(
                            answer,
                            calls.core().nameServers().address(),
                            null,
                            AdminBodies::topicList))
                .map(
                    names ->
                        names.stream()
                            .filter(calls.namespace()::contains)
                            .map(calls.namespace()::unwrap)
                            .sorted()
                            .distinct()
                            .toList()));
  }

  @Override
  public Future<List<Entry>> list() {
    return calls.onLoop(
        () ->
            calls
                .masters(BrokerScope.all())
                .compose(masters -> AdminCalls.each(masters, this::topicsOf))
                .map(this::merged));
  }

  /** The topics of one broker. Immutable but for its lists, which nobody changes. */
  private record Table(Broker broker, List<TopicConfig> topics, Set<String> system) {}

  private Future<Table> topicsOf(Broker broker) {
    Future<List<TopicConfig>> topics =
        new Pages<>(
                "totalTopicNum",
                from ->
                    calls.demand(
                        broker,
                        Ask.of(
                            RequestCode.GET_ALL_TOPIC_CONFIG,
                            PAGE.encode(new AdminHeaders.AllTopics(from, Pages.SIZE)))),
                answer ->
                    AdminCalls.read(
                        answer,
                        broker.name(),
                        null,
                        given -> TopicConfigBody.readTable(JsonBody.read(given.body()))))
            .all();
    Future<List<String>> system =
        calls
            .demand(broker, Ask.of(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER))
            .compose(
                answer -> AdminCalls.read(answer, broker.name(), null, AdminBodies::topicList));
    return Future.all(topics, system)
        .map(done -> new Table(broker, topics.result(), new HashSet<>(system.result())));
  }

  private List<Entry> merged(List<Table> tables) {
    SortedMap<String, SortedMap<String, TopicSettings>> byTopic = new TreeMap<>();
    Set<String> system = new HashSet<>();
    for (Table table : tables) {
      system.addAll(table.system());
      for (TopicConfig topic : table.topics()) {
        if (calls.namespace().contains(topic.topicName())) {
          byTopic
              .computeIfAbsent(topic.topicName(), name -> new TreeMap<>())
              .put(table.broker().name(), settings(topic));
        }
      }
    }
    List<Entry> entries = new ArrayList<>();
    byTopic.forEach(
        (topic, settings) ->
            entries.add(new Entry(calls.namespace().unwrap(topic), kind(topic, system), settings)));
    return entries;
  }

  private static Kind kind(String topic, Set<String> system) {
    if (TopicNames.isRetry(topic)) {
      return Kind.RETRY;
    }
    if (TopicNames.isDlq(topic)) {
      return Kind.DEAD_LETTER;
    }
    return system.contains(topic) || TopicNames.isSystem(topic) || TopicNames.isReply(topic)
        ? Kind.SYSTEM
        : Kind.NORMAL;
  }

  private static TopicSettings settings(TopicConfig topic) {
    return new TopicSettings(
        topic.readQueueNums(),
        topic.writeQueueNums(),
        topic.perm(),
        topic.order(),
        topic.attributes());
  }

  @Override
  public Future<SortedMap<String, TopicSettings>> settings(String topic) {
    return calls.onLoop(
        () ->
            calls
                .masters(BrokerScope.all())
                .compose(
                    masters ->
                        found(topic, masters)
                            .compose(
                                found ->
                                    found.isEmpty()
                                        ? Future.failedFuture(unknown(topic, masters))
                                        : Future.succeededFuture(found))));
  }

  /** The settings by broker; empty when none of them has the topic. */
  private Future<SortedMap<String, TopicSettings>> found(String topic, List<Broker> masters) {
    return AdminCalls.each(masters, broker -> found(topic, broker))
        .map(
            answers -> {
              SortedMap<String, TopicSettings> byBroker = new TreeMap<>();
              for (int i = 0; i < masters.size(); i++) {
                String broker = masters.get(i).name();
                answers.get(i).ifPresent(settings -> byBroker.put(broker, settings));
              }
              return byBroker;
            });
  }

  private Future<Optional<TopicSettings>> found(String topic, Broker broker) {
    return calls
        .ask(broker, one(RequestCode.GET_TOPIC_CONFIG, topic))
        .compose(
            answer ->
                answer.code() == ResponseCode.TOPIC_NOT_EXIST
                    ? Future.succeededFuture(Optional.empty())
                    : AdminCalls.succeeded(answer, broker.name(), topic)
                        .compose(
                            good ->
                                AdminCalls.read(
                                    good,
                                    broker.name(),
                                    topic,
                                    given ->
                                        Optional.of(
                                            settings(
                                                TopicConfigBody.read(
                                                    JsonBody.read(given.body())))))));
  }

  private Ask one(int code, String topic) {
    return Ask.of(code, TOPIC.encode(new AdminHeaders.Topic(calls.namespace().wrap(topic))))
        .about(topic);
  }

  private static ClientException unknown(String topic, List<Broker> masters) {
    return new ClientException.NoRoute(
        topic,
        masters.stream().map(Broker::name).collect(Collectors.joining(", ")),
        ResponseCode.TOPIC_NOT_EXIST);
  }

  @Override
  public Future<List<String>> put(String topic, TopicSettings settings, BrokerScope where) {
    String problem = TopicNames.topicProblem(topic);
    if (problem != null) {
      return Future.failedFuture(
          new ClientException.Invalid(problem, topic, "choose another name"));
    }
    Ask ask =
        Ask.of(
                RequestCode.UPDATE_AND_CREATE_TOPIC,
                CREATE.encode(
                    new AdminHeaders.CreateTopic(
                        calls.namespace().wrap(topic),
                        TopicNames.AUTO_CREATE,
                        settings.readQueues(),
                        settings.writeQueues(),
                        settings.permission(),
                        TopicFilterType.SINGLE_TAG.name(),
                        0,
                        settings.ordered(),
                        attributes(settings))))
            .about(topic);
    return calls.onLoop(
        () ->
            calls
                .masters(where)
                .compose(masters -> AdminCalls.change(masters, each -> calls.demand(each, ask)))
                .onSuccess(done -> calls.core().routes().refresh(topic)));
  }

  private static @Nullable String attributes(TopicSettings settings) {
    return settings.attributes().isEmpty()
        ? null
        : new TreeMap<>(settings.attributes())
            .entrySet().stream()
                .map(each -> "+" + each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(","));
  }

  @Override
  public Future<List<String>> delete(String topic) {
    return calls.onLoop(
        () ->
            calls
                .masters(BrokerScope.all())
                .compose(
                    masters ->
                        found(topic, masters)
                            .compose(found -> delete(topic, masters, found.keySet()))));
  }

  private Future<List<String>> delete(String topic, List<Broker> masters, Set<String> having) {
    List<Broker> brokers =
        masters.stream().filter(broker -> having.contains(broker.name())).toList();
    // a route may be left of a topic that no broker has any more
    Future<?> known = brokers.isEmpty() ? calls.route(topic) : Future.succeededFuture();
    Ask ask = one(RequestCode.DELETE_TOPIC_IN_BROKER, topic);
    return known
        .compose(there -> AdminCalls.change(brokers, each -> calls.demand(each, ask)))
        .compose(names -> deleteRoutes(topic, names))
        .onSuccess(done -> calls.core().routes().refresh(topic));
  }

  /** NameServers keep the routes of topics that brokers no longer speak of. */
  private Future<List<String>> deleteRoutes(String topic, List<String> done) {
    Map<String, String> fields =
        ROUTE.encode(new NamesrvHeaders.Topic(calls.namespace().wrap(topic), null));
    Ask ask = Ask.of(RequestCode.DELETE_TOPIC_IN_NAMESRV, fields).about(topic);
    List<Broker> servers =
        calls.core().options().nameServers().stream()
            .map(address -> new Broker("", address, 0, address))
            .toList();
    return AdminCalls.change(servers, each -> calls.demand(each, ask))
        .transform(
            told ->
                told.succeeded()
                    ? Future.succeededFuture(done)
                    : Future.failedFuture(
                        told.cause() instanceof ClientException cause && !done.isEmpty()
                            ? new ClientException.Incomplete(done, cause)
                            : told.cause()));
  }

  @Override
  public Future<List<Place>> route(String topic) {
    return calls.onLoop(() -> calls.route(topic).map(Places::of));
  }

  @Override
  public Future<List<QueueStats>> stats(String topic) {
    Ask ask = one(RequestCode.GET_TOPIC_STATS_INFO, topic);
    return calls.onLoop(
        () ->
            calls
                .route(topic)
                .compose(
                    route ->
                        AdminCalls.each(
                            AdminCalls.readers(route),
                            broker ->
                                calls
                                    .demand(broker, ask)
                                    .compose(
                                        answer ->
                                            AdminCalls.read(
                                                answer,
                                                broker.name(),
                                                topic,
                                                given -> stats(topic, given.body())))))
                .map(parts -> parts.stream().flatMap(List::stream).toList()));
  }

  private static List<QueueStats> stats(String topic, byte[] body) {
    List<QueueStats> stats = new ArrayList<>();
    for (Map.Entry<MessageQueue, JsonNode> row :
        AdminBodies.offsetTable(JsonBody.readDialect(body)).entrySet()) {
      JsonNode numbers = row.getValue();
      stats.add(
          new QueueStats(
              new MessageQueue(topic, row.getKey().brokerName(), row.getKey().queueId()),
              numbers.path("minOffset").asLong(),
              numbers.path("maxOffset").asLong(),
              AdminBodies.time(numbers.path("lastUpdateTimestamp").asLong())));
    }
    return stats;
  }
}
