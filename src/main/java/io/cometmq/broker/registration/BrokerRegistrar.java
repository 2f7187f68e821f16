package io.cometmq.broker.registration;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.model.QueueData;
import io.cometmq.model.TopicConfig;
import io.cometmq.net.RemotingClient;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.RegisterBrokerBody;
import io.cometmq.protocol.body.TopicRouteBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.NamesrvHeaders;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the NameServers what topics this broker has: all of them at start and every 30 seconds,
 * changed ones at once. Owned by the registration context.
 */
final class BrokerRegistrar {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerRegistrar.class);
  private static final HeaderType<NamesrvHeaders.RegisterBroker> REGISTER =
      HeaderType.of(NamesrvHeaders.RegisterBroker.class);
  private static final HeaderType<NamesrvHeaders.BrokerName> BROKER =
      HeaderType.of(NamesrvHeaders.BrokerName.class);
  private static final long TIMEOUT_MS = 3_000;
  private static final long SILENCE_MS = 120_000;

  private final RemotingClient client;
  private final BrokerIdentity identity;
  private final List<String> namesrvs;
  private final TopicTable topics;
  private final Consumer<List<String>> onOrderTopics;

  // NameServers that have been told everything and are told changes only
  private final Set<String> informed = new HashSet<>();
  private final Set<String> failing = new HashSet<>();

  BrokerRegistrar(
      RemotingClient client,
      BrokerIdentity identity,
      List<String> namesrvs,
      TopicTable topics,
      Consumer<List<String>> onOrderTopics) {
    this.client = client;
    this.identity = identity;
    this.namesrvs = namesrvs;
    this.topics = topics;
    this.onOrderTopics = onOrderTopics;
  }

  /** Tells all NameServers everything; completes when each has answered or failed to. */
  Future<Void> announceAll() {
    List<Future<?>> answers = new ArrayList<>();
    for (String namesrv : namesrvs) {
      answers.add(announce(namesrv, List.copyOf(topics.all())));
    }
    return Future.join(answers).mapEmpty();
  }

  /** Tells all NameServers about some topics. */
  Future<Void> announce(List<TopicConfig> changed) {
    List<Future<?>> answers = new ArrayList<>();
    for (String namesrv : namesrvs) {
      List<TopicConfig> news = informed.contains(namesrv) ? changed : List.copyOf(topics.all());
      answers.add(announce(namesrv, news));
    }
    return Future.join(answers).mapEmpty();
  }

  private Future<Void> announce(String namesrv, List<TopicConfig> news) {
    return client
        .invoke(namesrv, register(news), TIMEOUT_MS)
        .map(
            answer -> {
              answered(namesrv, answer);
              return (Void) null;
            })
        .recover(
            cause -> {
              informed.remove(namesrv);
              if (failing.add(namesrv)) {
                LOG.warn(
                    "NameServer {} can't be told about this broker, clients that use it won't find"
                        + " it; trying again every 30 s: {}",
                    namesrv,
                    String.valueOf(cause.getMessage()));
              }
              return Future.succeededFuture();
            });
  }

  private void answered(String namesrv, RemotingCommand answer) {
    if (answer.code() != ResponseCode.SUCCESS) {
      throw new IllegalStateException(namesrv + " refused: " + answer.remark());
    }
    if (failing.remove(namesrv)) {
      LOG.info("NameServer {} knows this broker again", namesrv);
    }
    informed.add(namesrv);
    if (answer.body().length > 0) {
      onOrderTopics.accept(
          List.copyOf(JsonBody.texts(JsonBody.read(answer.body()), "table").keySet()));
    }
  }

  private RemotingCommand register(List<TopicConfig> news) {
    NamesrvHeaders.RegisterBroker header =
        new NamesrvHeaders.RegisterBroker(
            identity.name(),
            identity.addressText(),
            identity.cluster(),
            "",
            identity.id(),
            SILENCE_MS,
            null,
            false,
            0);
    return RemotingCommand.request(
        RequestCode.REGISTER_BROKER,
        REGISTER.encode(header),
        new RegisterBrokerBody(news, topics.version()).write());
  }

  /** A topic's queues on all brokers, as the first NameServer that answers has them. */
  Future<List<QueueData>> queuesOf(String topic) {
    return queuesOf(topic, 0).map(known -> known.isEmpty() ? own(topic) : known);
  }

  private Future<List<QueueData>> queuesOf(String topic, int first) {
    if (first >= namesrvs.size()) {
      return Future.succeededFuture(List.of());
    }
    RemotingCommand request =
        RemotingCommand.request(
            RequestCode.GET_ROUTEINFO_BY_TOPIC,
            Map.of("topic", topic, "acceptStandardJsonOnly", "true"),
            new byte[0]);
    return client
        .invoke(namesrvs.get(first), request, TIMEOUT_MS)
        .map(
            answer ->
                answer.code() == ResponseCode.SUCCESS
                    ? TopicRouteBody.readQueues(JsonBody.read(answer.body()))
                    : List.<QueueData>of())
        .recover(cause -> queuesOf(topic, first + 1));
  }

  private List<QueueData> own(String topic) {
    TopicConfig config = topics.find(topic);
    return config == null
        ? List.of()
        : List.of(
            new QueueData(
                identity.name(),
                config.readQueueNums(),
                config.writeQueueNums(),
                config.perm(),
                config.topicSysFlag()));
  }

  /** Tells all NameServers that this broker goes away. */
  Future<Void> unregister() {
    NamesrvHeaders.BrokerName header =
        new NamesrvHeaders.BrokerName(
            identity.name(), identity.addressText(), identity.cluster(), identity.id());
    List<Future<?>> answers = new ArrayList<>();
    for (String namesrv : namesrvs) {
      answers.add(
          client.invoke(
              namesrv,
              RemotingCommand.request(
                  RequestCode.UNREGISTER_BROKER, BROKER.encode(header), new byte[0]),
              1_000));
    }
    return Future.join(answers).otherwiseEmpty().mapEmpty();
  }

  Future<Void> close() {
    return client.close();
  }
}
