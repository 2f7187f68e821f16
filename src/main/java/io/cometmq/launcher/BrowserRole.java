package io.cometmq.launcher;

import io.cometmq.broker.connection.handler.BrokerParts;
import io.cometmq.broker.connection.handler.OwnPops;
import io.cometmq.broker.connection.handler.OwnRequests;
import io.cometmq.broker.connection.handler.OwnSends;
import io.cometmq.bus.ServiceLoop;
import io.cometmq.client.ClientOptions;
import io.cometmq.config.CometConfig;
import io.cometmq.config.WebConfig;
import io.cometmq.config.WebJwtConfig;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.model.Permission;
import io.cometmq.model.TopicConfig;
import io.cometmq.web.BrowserOptions;
import io.cometmq.web.BrowserPart;
import io.cometmq.web.SocketCounts;
import io.cometmq.web.auth.JwtGate;
import io.cometmq.web.auth.JwtKeys;
import io.cometmq.web.feed.FeedSource;
import io.cometmq.web.feed.FeedStats;
import io.cometmq.web.feed.TopicFeeds;
import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CloseCode;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.Gate;
import io.cometmq.web.protocol.GroupRights;
import io.cometmq.web.protocol.Limits;
import io.cometmq.web.protocol.RefusalCounts;
import io.cometmq.web.protocol.TopicRights;
import io.cometmq.web.remote.ClientBrokers;
import io.cometmq.web.remote.RemoteStats;
import io.cometmq.web.session.Publisher;
import io.cometmq.web.session.SessionParts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Builds what pages need on each event loop. Owned by the launcher. */
final class BrowserRole {
  /** How long pages may wait for another broker at most where they have to. */
  private static final Duration REMOTE_LIMIT = Duration.ofSeconds(2);

  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final CometConfig config;
  private final BrokerParts parts;
  private final BrokerIdentity identity;
  private final int connectionLoops;
  private final SocketCounts counts;
  private final RefusalCounts refusals = new RefusalCounts();
  private final FeedSource source;
  private final Gate gate;
  private final Neighbours neighbours;
  private final ClientOptions clientOptions;

  /**
   * Prepares it; reads the keys for tokens.
   *
   * @param neighbours knows whether there are other brokers
   * @throws StartException when a key cannot be used
   */
  BrowserRole(
      Vertx vertx,
      CometConfig config,
      BrokerParts parts,
      BrokerIdentity identity,
      int connectionLoops,
      long storeId,
      Neighbours neighbours)
      throws StartException {
    this.neighbours = neighbours;
    this.clientOptions = clientOptions(config.web(), neighbours);
    this.config = config;
    this.parts = parts;
    this.identity = identity;
    this.connectionLoops = connectionLoops;
    this.counts =
        new SocketCounts(
            config.web().socketsPerAddress(),
            config.web().socketsPerUser(),
            config.web().handshakeRate());
    this.source =
        new FeedSource(
            parts.store(),
            storeId,
            identity.name(),
            this::readQueues,
            parts.coldReads(),
            new FeedStats(),
            new RemoteStats(),
            parts.dispatch()::offer);
    this.gate =
        gate(
            vertx,
            config.web().jwt(),
            new TopicRights(
                config.web().topics().stream()
                    .map(
                        topic ->
                            new TopicRights.Rule(
                                topic.pattern(), topic.publish(), topic.subscribe()))
                    .toList()),
            new GroupRights(config.web().groups(), null));
  }

  private static Gate gate(Vertx vertx, WebJwtConfig jwt, TopicRights open, GroupRights groups)
      throws StartException {
    if (!jwt.hasKey()) {
      Access all = Access.forAll(open, groups);
      return token -> all;
    }
    JwtKeys keys =
        new JwtKeys(
            emptyToNull(jwt.secret()),
            path(jwt.publicKey()),
            path(jwt.jwks()),
            jwt.algorithm(),
            emptyToNull(jwt.issuer()),
            jwt.audience(),
            (int) (jwt.leewayMs() / 1_000));
    try {
      JwtGate gate = new JwtGate(vertx, keys, open, groups);
      gate.follow();
      return gate;
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Path path(String text) {
    return text.isEmpty() ? null : Path.of(text);
  }

  private static ClientOptions clientOptions(WebConfig web, Neighbours neighbours) {
    Duration refresh = Duration.ofMillis(web.routeRefreshMs());
    return ClientOptions.of(neighbours.namesrvs().toArray(String[]::new))
        .withTimeouts(REMOTE_LIMIT, REMOTE_LIMIT)
        .withIntervals(refresh, HEARTBEAT)
        .withCloseTimeout(REMOTE_LIMIT);
  }

  private int readQueues(String topic) {
    TopicConfig known = parts.topics().find(topic);
    return known == null || !Permission.isReadable(known.perm()) ? 0 : known.readQueueNums();
  }

  private boolean isHere(String topic) {
    return parts.topics().find(topic) != null;
  }

  /** What one event loop serves. */
  BrowserPart part(int index) {
    int loop = ServiceLoop.web(connectionLoops, index);
    WebConfig web = config.web();
    return new BrowserPart(
        loop,
        new BrowserOptions(web.origins(), web.jwt().cookie()),
        counts,
        vertx -> sessionParts(vertx, loop));
  }

  private SessionParts sessionParts(Vertx vertx, int loop) {
    WebConfig web = config.web();
    Limits limits =
        new Limits(
            Math.min(web.maxBodyBytes(), config.message().maxSizeBytes()),
            web.subscriptions(),
            web.publishRate(),
            web.credit(),
            web.connectTimeoutMs(),
            web.pingIntervalMs());
    OwnSends sends = new OwnSends(vertx, loop, identity, parts);
    ClientBrokers others =
        web.otherBrokers()
            ? new ClientBrokers(vertx, identity.name(), neighbours::company, clientOptions)
            : null;
    Publisher here = new StorePublisher(sends);
    return new SessionParts(
        identity.name(),
        limits,
        gate,
        counts,
        refusals,
        new TopicFeeds(vertx, loop, source, others, parts.clock()),
        others == null ? here : new ClusterPublisher(here, this::isHere, others),
        new StoreGroups(new OwnPops(vertx, loop, identity, parts), parts.clock()),
        new StoreRequester(new OwnRequests(vertx, sends)),
        parts.clock());
  }

  /** Measures it. */
  void bindTo(MeterRegistry registry) {
    Gauge.builder("comet.web.sockets", counts, SocketCounts::total)
        .description("Open sockets and event streams of pages")
        .register(registry);
    FeedStats stats = source.stats();
    Gauge.builder("comet.web.subscriptions", stats, FeedStats::subscriptions)
        .description("Open subscriptions of pages")
        .register(registry);
    Gauge.builder("comet.web.subscriptions.lagging", stats, FeedStats::lagging)
        .description("Subscriptions with messages that could not be sent yet")
        .register(registry);
    FunctionCounter.builder("comet.web.deliveries", stats, FeedStats::deliveries)
        .description("Messages sent to pages, counted for each page")
        .register(registry);
    FunctionCounter.builder("comet.web.delivered", stats, FeedStats::bytes)
        .description("Messages sent to pages as JSON")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("comet.web.subscriptions.incomplete", stats, FeedStats::incomplete)
        .description("Subscriptions that lack the queues of a broker which can't be reached")
        .register(registry);
    bindRemote(registry);
    for (SocketCounts.Refusal why : SocketCounts.Refusal.values()) {
      FunctionCounter.builder("comet.web.refused", counts, each -> each.refusals(why))
          .description("Pages turned away at the door")
          .tag("reason", why.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    bindRefusals(registry);
  }

  private void bindRemote(MeterRegistry registry) {
    RemoteStats stats = source.remoteStats();
    FunctionCounter.builder("comet.web.remote.reads", stats, RemoteStats::pulls)
        .description("Reads that other brokers were asked for on behalf of pages")
        .register(registry);
    FunctionCounter.builder("comet.web.remote.messages", stats, RemoteStats::messages)
        .description("Messages that other brokers gave, counted once for pages that share the read")
        .register(registry);
    FunctionCounter.builder("comet.web.remote.failures", stats, RemoteStats::failures)
        .description("Requests to other brokers on behalf of pages that failed")
        .register(registry);
  }

  private void bindRefusals(MeterRegistry registry) {
    for (ErrorCode code : ErrorCode.values()) {
      FunctionCounter.builder("comet.web.errors", refusals, each -> each.refusals(code))
          .description("Commands of pages that were answered with an error")
          .tag("code", code.name())
          .register(registry);
    }
    bindCloses(registry, CloseCode.FRAME_TOO_LARGE);
    for (CloseCode code : CloseCode.values()) {
      bindCloses(registry, code.number());
    }
  }

  private void bindCloses(MeterRegistry registry, short code) {
    FunctionCounter.builder("comet.web.closed", refusals, each -> each.closes(code))
        .description("Sockets of pages that the broker closed")
        .tag("code", Short.toString(code))
        .register(registry);
  }
}
