package io.cometmq.client.internal.wire;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.HeartbeatData;
import io.cometmq.protocol.body.HeartbeatData.ConsumerData;
import io.cometmq.protocol.header.ClientHeaders.UnregisterClient;
import io.cometmq.protocol.header.HeaderType;
import io.vertx.core.Future;
import java.util.ArrayList;
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
  private long lastBeatMs;

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

  /** Brokers will hear of it with the next heartbeat. */
  public void add(Presence presence) {
    present.add(presence);
  }

  /** Tells brokers that it is gone. */
  public Future<Void> remove(Presence presence) {
    present.remove(presence);
    List<Future<?>> told = new ArrayList<>();
    for (String address : routes.brokerAddresses()) {
      Link link = links.to(address);
      if (link.ready() == null) {
        continue;
      }
      presence.producerGroups().forEach(group -> told.add(unregister(link, group, null)));
      presence.consumers().forEach(group -> told.add(unregister(link, null, group.groupName())));
    }
    // a broker that did not hear it notices when the connection closes
    return Future.join(told).transform(done -> Future.succeededFuture());
  }

  /** Tells all brokers when it is time. */
  public void beatIfDue() {
    long now = ClientLoop.nowMs();
    if (now - lastBeatMs >= options.heartbeat().toMillis()) {
      lastBeatMs = now;
      beat();
    }
  }

  /** Tells all brokers of the routes now; done when each has heard it or failed. */
  public Future<Void> beat() {
    Set<String> producers = new HashSet<>();
    List<ConsumerData> consumers = new ArrayList<>();
    for (Presence each : present) {
      producers.addAll(each.producerGroups());
      consumers.addAll(each.consumers());
    }
    if (producers.isEmpty() && consumers.isEmpty()) {
      return Future.succeededFuture();
    }
    byte[] body = new HeartbeatData(clientId, List.copyOf(producers), consumers, 0, false).write();
    List<Future<?>> told = new ArrayList<>();
    for (String address : routes.brokerAddresses()) {
      told.add(tell(links.to(address), body));
    }
    return Future.join(told).transform(done -> Future.succeededFuture());
  }

  private Future<RemotingCommand> tell(Link link, byte[] body) {
    return link.invoke(
            RemotingCommand.request(RequestCode.HEART_BEAT, Map.of(), body),
            options.requestTimeout())
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
