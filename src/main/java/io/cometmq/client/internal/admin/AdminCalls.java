package io.cometmq.client.internal.admin;

import io.cometmq.client.BrokerScope;
import io.cometmq.client.ClientException;
import io.cometmq.client.ClusterAdmin.Broker;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.Failures;
import io.cometmq.client.internal.wire.Namespace;
import io.cometmq.model.BrokerData;
import io.cometmq.model.TopicRoute;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.TopicRouteBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.NamesrvHeaders.RouteInfo;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks brokers and NameServers, one or all of them. Owned by the client's loop, but for {@link
 * #onLoop}, which is safe for any thread.
 */
final class AdminCalls {
  private static final HeaderType<RouteInfo> ROUTE_INFO = HeaderType.of(RouteInfo.class);

  private final ClientCore core;
  private final BooleanSupplier closed;

  AdminCalls(ClientCore core, BooleanSupplier closed) {
    this.core = core;
    this.closed = closed;
  }

  ClientCore core() {
    return core;
  }

  Namespace namespace() {
    return core.namespace();
  }

  /** Does something on the loop for a caller anywhere. */
  <T> Future<T> onLoop(Supplier<Future<T>> work) {
    return closed.getAsBoolean()
        ? Future.failedFuture(new ClientException.Closed("the client"))
        : core.loop().forCaller(work);
  }

  /** The answer of a broker, whatever its code. */
  Future<RemotingCommand> ask(Broker broker, Ask what) {
    return core.links()
        .to(broker.address())
        .invoke(what.request(), core.options().requestTimeout());
  }

  /** The answer of a broker; any code but success fails. */
  Future<RemotingCommand> demand(Broker broker, Ask what) {
    return ask(broker, what).compose(answer -> succeeded(answer, broker.name(), what.topic()));
  }

  /** The answer of a NameServer; any code but success fails. */
  Future<RemotingCommand> demandOfNameServer(Ask what) {
    return core.nameServers()
        .invoke(what.request())
        .compose(answer -> succeeded(answer, core.nameServers().address(), what.topic()));
  }

  static Future<RemotingCommand> succeeded(
      RemotingCommand answer, String server, @Nullable String topic) {
    return answer.code() == ResponseCode.SUCCESS
        ? Future.succeededFuture(answer)
        : Future.failedFuture(Failures.refused(answer, server, topic));
  }

  /** Reads an answer; one that makes no sense is a failure of the server. */
  static <T> Future<T> read(
      RemotingCommand answer,
      String server,
      @Nullable String topic,
      Function<RemotingCommand, T> reader) {
    try {
      return Future.succeededFuture(reader.apply(answer));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(
          new ClientException.Refused(
              "its answer makes no sense: " + e.getMessage(),
              server,
              topic,
              answer.code(),
              "see the broker's log, and whether its release speaks RocketMQ 5's protocol"));
    }
  }

  /** All brokers that a NameServer knows, by cluster, name and id. */
  Future<List<Broker>> brokers() {
    return demandOfNameServer(Ask.of(RequestCode.GET_BROKER_CLUSTER_INFO))
        .compose(answer -> read(answer, core.nameServers().address(), null, AdminBodies::brokers));
  }

  /** The masters that something is to be done on; fails when there is none. */
  Future<List<Broker>> masters(BrokerScope where) {
    return brokers()
        .compose(
            all -> {
              List<Broker> found =
                  all.stream().filter(each -> each.id() == 0 && isIn(each, where)).toList();
              return found.isEmpty()
                  ? Future.failedFuture(noMaster(where, all))
                  : Future.succeededFuture(found);
            });
  }

  private static boolean isIn(Broker broker, BrokerScope where) {
    return (where.cluster() == null || broker.cluster().equals(where.cluster()))
        && (where.broker() == null || broker.name().equals(where.broker()));
  }

  private ClientException noMaster(BrokerScope where, List<Broker> all) {
    String known =
        all.stream()
            .filter(each -> each.id() == 0)
            .map(each -> each.name() + " of " + each.cluster())
            .collect(Collectors.joining(", "));
    String wanted =
        where.broker() != null
            ? "no master named " + where.broker()
            : where.cluster() != null
                ? "no master of a cluster named " + where.cluster()
                : "no master";
    return new ClientException.Invalid(
        wanted + " is registered with " + core.nameServers().address(),
        null,
        known.isEmpty()
            ? "start a broker, or check that it names this NameServer"
            : "the masters there are " + known);
  }

  /** Where a topic is, asked anew; fails when no NameServer knows. */
  Future<TopicRoute> route(String topic) {
    RemotingCommand request =
        RemotingCommand.request(
            RequestCode.GET_ROUTEINFO_BY_TOPIC,
            ROUTE_INFO.encode(new RouteInfo(namespace().wrap(topic), true)),
            new byte[0]);
    return core.nameServers()
        .invoke(request)
        .compose(
            answer -> {
              String server = core.nameServers().address();
              return answer.code() == ResponseCode.TOPIC_NOT_EXIST
                  ? Future.failedFuture(new ClientException.NoRoute(topic, server, answer.code()))
                  : succeeded(answer, server, topic)
                      .compose(
                          good ->
                              read(
                                  good, server, topic, given -> TopicRouteBody.read(given.body())));
            });
  }

  /** The brokers of a route that can be asked: masters, or replicas of those that have none. */
  static List<Broker> readers(TopicRoute route) {
    List<Broker> readers = new ArrayList<>();
    for (BrokerData data : route.brokers()) {
      if (!data.brokerAddrs().isEmpty()) {
        long id = data.brokerAddrs().firstKey();
        readers.add(
            new Broker(
                data.cluster(),
                data.brokerName(),
                id,
                Objects.requireNonNull(data.brokerAddrs().get(id))));
      }
    }
    readers.sort(Comparator.comparing(Broker::name));
    return readers;
  }

  /** Asks several brokers at once; fails with the first failure. */
  static <T> Future<List<T>> each(List<Broker> brokers, Function<Broker, Future<T>> question) {
    List<Future<T>> answers = brokers.stream().map(question).toList();
    return Future.all(answers).map(done -> answers.stream().map(Future::result).toList());
  }

  /**
   * Changes something on several brokers at once.
   *
   * @return names of the brokers; fails with {@link ClientException.Incomplete} when it worked on
   *     some only
   */
  static Future<List<String>> change(List<Broker> brokers, Function<Broker, Future<?>> doing) {
    List<Future<?>> answers = new ArrayList<>();
    brokers.forEach(broker -> answers.add(doing.apply(broker)));
    return Future.join(answers)
        .transform(
            done -> {
              List<String> names = new ArrayList<>();
              for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i).succeeded()) {
                  names.add(brokers.get(i).name());
                }
              }
              if (done.succeeded()) {
                return Future.succeededFuture(names);
              }
              Throwable cause = done.cause();
              return Future.failedFuture(
                  names.isEmpty() || !(cause instanceof ClientException typed)
                      ? cause
                      : new ClientException.Incomplete(names, typed));
            });
  }
}
