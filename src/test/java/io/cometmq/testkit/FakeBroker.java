package io.cometmq.testkit;

import io.cometmq.model.BrokerData;
import io.cometmq.model.MessageId;
import io.cometmq.model.QueueData;
import io.cometmq.model.TopicRoute;
import io.cometmq.net.CommandHandler;
import io.cometmq.net.Connection;
import io.cometmq.net.LoopTurn;
import io.cometmq.net.RemotingServer;
import io.cometmq.net.RemotingStats;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.TopicRouteBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A NameServer and broker in the test's own process that knows every topic, with four queues on
 * itself, and does with sends what the test wants. Thread-safe but for what runs in handlers.
 */
public final class FakeBroker implements AutoCloseable {
  /** The name that it gives itself in routes. */
  public static final String NAME = "fake";

  private final Queue<RemotingCommand> requests = new ConcurrentLinkedQueue<>();
  private final Map<Integer, CommandHandler> handlers = new ConcurrentHashMap<>();
  private final AtomicLong stored = new AtomicLong();
  private final RequestRouter router = new RequestRouter(new RemotingStats());
  private final RemotingServer server;
  private final Context context;
  private final int port;

  // what routes tell, so that a test can stand in between
  private volatile int announcedPort;

  private FakeBroker(Vertx vertx, int wantedPort) {
    context = ((VertxInternal) vertx).createEventLoopContext();
    server =
        new RemotingServer(
            vertx,
            new RemotingServer.Options("127.0.0.1", wantedPort, 16 << 20, 120_000),
            router,
            new LoopTurn(),
            new RemotingStats());
    on(RequestCode.GET_ROUTEINFO_BY_TOPIC, (from, request) -> route(request));
    on(RequestCode.SEND_MESSAGE_V2, (from, request) -> store(request));
    on(RequestCode.SEND_BATCH_MESSAGE, (from, request) -> store(request));
    on(RequestCode.HEART_BEAT, (from, request) -> Future.succeededFuture(request.success()));
    on(RequestCode.UNREGISTER_CLIENT, (from, request) -> Future.succeededFuture(request.success()));
    on(RequestCode.END_TRANSACTION, (from, request) -> Future.succeededFuture(request.success()));
    Promise<Integer> bound = Promise.promise();
    context.runOnContext(
        go -> {
          server.startAccepting();
          server.listen().onComplete(bound);
        });
    port = bound.future().await();
    announcedPort = port;
  }

  /** Starts one on a free port. */
  public static FakeBroker start(Vertx vertx) {
    return start(vertx, 0);
  }

  /** Starts one on this port. */
  public static FakeBroker start(Vertx vertx, int port) {
    return new FakeBroker(vertx, port);
  }

  /** Does something else with requests of a code; on its own event loop. */
  public void on(int code, CommandHandler handler) {
    if (handlers.put(code, handler) == null) {
      onLoop(
          () ->
              router.on(
                  code,
                  (from, request) -> {
                    requests.add(request);
                    return handlers.getOrDefault(code, handler).handle(from, request);
                  }));
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Where it listens, as {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Routes name this port from now on. */
  public void announce(int other) {
    announcedPort = other;
  }

  /** From now on tells clients to go away. */
  public void goAway() {
    onLoop(router::goAway);
  }

  /** The requests of a code so far, the oldest first. */
  public List<RemotingCommand> requests(int code) {
    return requests.stream().filter(request -> request.code() == code).toList();
  }

  /** How many connections are open. */
  public int connections() {
    return onLoop(() -> server.connections().size());
  }

  /** Closes all connections; new ones are taken. */
  public void breakConnections() {
    onLoop(() -> server.connections().forEach(Connection::close));
  }

  private void onLoop(Runnable task) {
    onLoop(
        () -> {
          task.run();
          return 0;
        });
  }

  private <T> T onLoop(Supplier<T> task) {
    Promise<T> done = Promise.promise();
    context.runOnContext(go -> done.complete(task.get()));
    return done.future().await();
  }

  private Future<RemotingCommand> route(RemotingCommand request) {
    TopicRoute route =
        new TopicRoute(
            List.of(
                new BrokerData(
                    "cluster",
                    NAME,
                    new TreeMap<>(Map.of(0L, "127.0.0.1:" + announcedPort)),
                    false,
                    null)),
            List.of(new QueueData(NAME, 4, 4, 6, 0)),
            null);
    return Future.succeededFuture(request.success(TopicRouteBody.write(route, true)));
  }

  /** The answer that tells a message is stored. */
  public Future<RemotingCommand> store(RemotingCommand request) {
    long offset = stored.getAndIncrement();
    String id = new MessageId(new byte[] {127, 0, 0, 1}, port, offset).toHex();
    String queue = request.extFields().getOrDefault("e", "0");
    return Future.succeededFuture(
        request.success(
            Map.of(
                "msgId",
                id,
                "queueId",
                queue,
                "queueOffset",
                Long.toString(offset),
                "MSG_REGION",
                "DefaultRegion",
                "TRACE_ON",
                "true")));
  }

  @Override
  public void close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(go -> server.close().onComplete(closed));
    closed.future().await();
  }
}
