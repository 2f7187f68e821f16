package io.cometmq.client.internal.admin;

import io.cometmq.client.BrokerScope;
import io.cometmq.client.ClientException;
import io.cometmq.client.ClusterAdmin;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.PropertiesText;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Brokers and NameServers. Safe for any thread; the work is done on the client's loop. */
final class ClusterCalls implements ClusterAdmin {
  private final AdminCalls calls;

  ClusterCalls(AdminCalls calls) {
    this.calls = calls;
  }

  @Override
  public Future<List<Broker>> brokers() {
    return calls.onLoop(calls::brokers);
  }

  @Override
  public Future<List<Report>> reports() {
    return calls.onLoop(
        () -> calls.brokers().compose(brokers -> AdminCalls.each(brokers, this::report)));
  }

  private Future<Report> report(Broker broker) {
    return calls
        .demand(broker, Ask.of(RequestCode.GET_BROKER_RUNTIME_INFO))
        .compose(
            answer ->
                AdminCalls.read(
                    answer,
                    broker.name(),
                    null,
                    given ->
                        RuntimeTable.status(JsonBody.texts(JsonBody.read(given.body()), "table"))))
        .map(status -> new Report(broker, status, null))
        .recover(orTell(failure -> new Report(broker, null, failure)));
  }

  @Override
  public Future<Map<String, String>> settings(String broker) {
    return calls.onLoop(
        () ->
            calls
                .masters(BrokerScope.broker(broker))
                .compose(
                    masters -> calls.demand(masters.get(0), Ask.of(RequestCode.GET_BROKER_CONFIG)))
                .compose(
                    answer ->
                        AdminCalls.read(
                            answer, broker, null, given -> PropertiesText.read(given.body()))));
  }

  @Override
  public Future<List<NameServer>> nameServers() {
    List<Broker> servers =
        calls.core().options().nameServers().stream()
            .map(address -> new Broker("", address, 0, address))
            .toList();
    return calls.onLoop(() -> AdminCalls.each(servers, this::nameServer));
  }

  private Future<NameServer> nameServer(Broker server) {
    return calls
        .demand(server, Ask.of(RequestCode.GET_NAMESRV_CONFIG))
        .compose(
            answer ->
                AdminCalls.read(
                    answer, server.name(), null, given -> PropertiesText.read(given.body())))
        .map(settings -> new NameServer(server.address(), settings, null))
        .recover(orTell(failure -> new NameServer(server.address(), Map.of(), failure)));
  }

  /** What becomes of a failure that is told instead of failing all. */
  private static <T> Function<Throwable, Future<T>> orTell(Function<ClientException, T> told) {
    return cause ->
        cause instanceof ClientException failure
            ? Future.succeededFuture(told.apply(failure))
            : Future.failedFuture(cause);
  }
}
