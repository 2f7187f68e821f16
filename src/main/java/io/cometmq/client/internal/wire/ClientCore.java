package io.cometmq.client.internal.wire;

import io.cometmq.client.ClientOptions;
import io.cometmq.protocol.RequestCode;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The parts that producers and consumers of one client share. Owned by its loop. */
public final class ClientCore {
  private static final long UPKEEP_MS = 500;

  private final ClientOptions options;
  private final ClientLoop loop;
  private final Links links;
  private final NameServers nameServers;
  private final RouteCache routes;
  private final Heartbeats heartbeats;
  private final Namespace namespace;
  private final @Nullable Traces traces;
  private final @Nullable ClientMeters meters;
  private final List<GroupMember> members = new ArrayList<>();
  private long upkeepTimer = -1;

  /** Creates the parts; nothing is connected yet. */
  public ClientCore(Vertx vertx, ClientOptions options) {
    this.options = options;
    this.loop = new ClientLoop(vertx);
    MeterRegistry registry = options.meters();
    this.meters = registry == null ? null : new ClientMeters(registry, options.name());
    this.traces = options.traceTopic().isEmpty() ? null : new Traces(options.traceTopic(), loop);
    this.links = new Links(loop, options, meters);
    this.nameServers = new NameServers(links, options);
    this.routes = new RouteCache(nameServers, options);
    this.heartbeats = new Heartbeats(newClientId(), links, routes, options);
    this.namespace = new Namespace(options.namespace());
  }

  /** Starts what is done again and again. */
  public void start() {
    routes.onChange(topic -> List.copyOf(members).forEach(each -> each.onRouteChanged(topic)));
    links.onRequest(
        RequestCode.NOTIFY_CONSUMER_IDS_CHANGED,
        (connection, request) -> {
          String group = request.extFields().getOrDefault("consumerGroup", "");
          List.copyOf(members).forEach(each -> each.onMembersChanged(group));
          return Future.succeededFuture(request.success());
        });
    upkeepTimer = loop.periodically(UPKEEP_MS, this::upkeep);
  }

  public ClientOptions options() {
    return options;
  }

  public ClientLoop loop() {
    return loop;
  }

  public Links links() {
    return links;
  }

  public NameServers nameServers() {
    return nameServers;
  }

  public RouteCache routes() {
    return routes;
  }

  public Heartbeats heartbeats() {
    return heartbeats;
  }

  public Namespace namespace() {
    return namespace;
  }

  /** Where to tell what happens to messages, null for nowhere. */
  public @Nullable Traces traces() {
    return traces;
  }

  /** What to count with, null for nothing. */
  public @Nullable ClientMeters meters() {
    return meters;
  }

  /** Is told from now on of what concerns its share. */
  public void addMember(GroupMember member) {
    members.add(member);
  }

  /** Is told no more. */
  public void removeMember(GroupMember member) {
    members.remove(member);
  }

  /** Closes all connections. */
  public Future<Void> close() {
    loop.cancel(upkeepTimer);
    return links.close();
  }

  private void upkeep() {
    routes.refreshOld();
    heartbeats.beatIfDue();
    long now = ClientLoop.nowMs();
    long idleMs = options.idleClose().toMillis();
    for (Link link : links.all()) {
      link.closeRetired();
      link.closeIdle(now, idleMs);
    }
  }

  private static String newClientId() {
    String host;
    try {
      host = InetAddress.getByAddress(UniqueIds.ownAddress()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of four bytes that is none", e);
    }
    String own = HexFormat.of().toHexDigits(new Random().nextInt());
    return host + "@" + ProcessHandle.current().pid() + "#" + own;
  }
}
