package io.cometmq.client.internal.wire;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.net.Connection;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.HeartbeatData;
import io.cometmq.protocol.body.HeartbeatData.ConsumerData;
import io.cometmq.protocol.header.ClientHeaders.UnregisterClient;
import io.cometmq.protocol.header.HeaderType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells brokers who is here. Owned by the client's loop. */
public final class Heartbeats {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
  private static final HeaderType<UnregisterClient> UNREGISTER =
      HeaderType.of(UnregisterClient.class);

  private final String clientId;
  private final Links links;
  private final RouteCache routes;
  private final ClientOptions options;
  private final Set<Presence> present = new HashSet<>();
  private final Map<String, Told> toldByAddress = new HashMap<>();
  private final Map<String, Future<Connection>> introducing = new HashMap<>();
  private int version;
  private long lastBeatMs;

  /** Which version of who is here a broker was told, and over which connection. */
  private record Told(Connection connection, int version) {
    boolean holds(@Nullable Connection current, int now) {
      return version == now && connection.equals(current);
    }
  }

  /** Creates it without anybody. */
  public Heartbeats(String clientId, Links links, RouteCache routes, ClientOptions options) {
    this.clientId = clientId;
    this.links = links;
    this.routes = routes;
    this.options = options;
  }

  /** The name by which brokers know this client. */
  public String clientId() {
    return clientId;
  }

  /** Brokers with a connection will hear of it soon, others when they have one. */
  public void add(Presence presence) {
    present.add(presence);
    version++;
  }

  /** Tells brokers that it is gone. */
  public Future<Void> remove(Presence presence) {
    present.remove(presence);
    List<Future<?>> told = new ArrayList<>();
    for (String address : routes.brokerAddresses()) {
      Link link = links.to(address);
      if (link.open() == null) {
        continue;
      }
      presence.producerGroups().forEach(group -> told.add(unregister(link, group, null)));
      presence.consumers().forEach(group -> told.add(unregister(link, null, group.groupName())));
    }
    // a broker that did not hear it notices when the connection closes
    return Future.join(told).transform(done -> Future.succeededFuture());
  }

  /** Tells all brokers when it is time, and those with a new connection at once. */
  public void beatIfDue() {
    long now = ClientLoop.nowMs();
    if (now - lastBeatMs >= options.heartbeat().toMillis()) {
      lastBeatMs = now;
      beat();
      return;
    }
    byte[] body = null;
    for (String address : routes.brokerAddresses()) {
      Link link = links.to(address);
      if (link.open() != null && !isIntroduced(link)) {
        body = body == null ? body() : body;
        if (body.length > 0) {
          tell(link, body);
        }
      }
    }
  }

  /** Whether the broker knows who is here. */
  public boolean isIntroduced(Link link) {
    Told told = toldByAddress.get(link.address());
    return told != null && told.holds(link.open(), version);
  }

  /**
   * Connects, and tells the broker who is here; the others hear of it, too.
   *
   * @return the connection, when the broker has answered
   */
  public Future<Connection> introduce(Link link) {
    Future<Connection> underway = introducing.get(link.address());
    if (underway != null) {
      return underway;
    }
    beat();
    Future<Connection> started =
        link.connect()
            .compose(open -> tell(link, body()).map(open))
            .onComplete(done -> introducing.remove(link.address()));
    if (!started.isComplete()) {
      introducing.put(link.address(), started);
    }
    return started;
  }

  /** Tells all brokers of the routes now; done when each has heard it or failed. */
  public Future<Void> beat() {
    byte[] body = body();
    if (body.length == 0) {
      return Future.succeededFuture();
    }
    List<Future<?>> told = new ArrayList<>();
    for (String address : routes.brokerAddresses()) {
      told.add(tell(links.to(address), body));
    }
    return Future.join(told).transform(done -> Future.succeededFuture());
  }

  /** Who is here, empty for nobody. */
  private byte[] body() {
    Set<String> producers = new HashSet<>();
    List<ConsumerData> consumers = new ArrayList<>();
    for (Presence each : present) {
      producers.addAll(each.producerGroups());
      consumers.addAll(each.consumers());
    }
    return producers.isEmpty() && consumers.isEmpty()
        ? new byte[0]
        : new HeartbeatData(clientId, List.copyOf(producers), consumers, 0, false).write();
  }

  private Future<RemotingCommand> tell(Link link, byte[] body) {
    int told = version;
    return link.invoke(
            RemotingCommand.request(RequestCode.HEART_BEAT, Map.of(), body),
            options.requestTimeout())
        .onSuccess(
            answer -> {
              Connection open = link.open();
              if (open != null) {
                toldByAddress.put(link.address(), new Told(open, told));
              }
            })
        .onFailure(
            cause -> {
              LOG.debug("heartbeat to {} failed: {}", link.address(), cause.getMessage());
              if (cause instanceof ClientException.TimedOut) {
                // nobody at the other end, though the socket looks open
                link.drop();
              }
            });
  }

  private Future<RemotingCommand> unregister(
      Link link, @Nullable String producerGroup, @Nullable String consumerGroup) {
    return link.invoke(
        RemotingCommand.request(
            RequestCode.UNREGISTER_CLIENT,
            UNREGISTER.encode(new UnregisterClient(clientId, producerGroup, consumerGroup)),
            new byte[0]),
        options.requestTimeout());
  }
}
