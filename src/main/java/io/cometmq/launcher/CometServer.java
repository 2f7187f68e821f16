package io.cometmq.launcher;

import io.cometmq.bus.LocalBusCodec;
import io.cometmq.config.CometConfig;
import io.cometmq.config.Role;
import io.cometmq.config.WebTlsConfig;
import io.cometmq.model.DelayLevels;
import io.cometmq.store.MessageStore;
import io.cometmq.store.StoreOptions;
import io.cometmq.store.file.StoreException;
import io.cometmq.util.Clock;
import io.cometmq.web.Readiness;
import io.cometmq.web.StaticFiles;
import io.cometmq.web.WebPart;
import io.cometmq.web.WebVerticle;
import io.cometmq.web.tls.Tls;
import io.cometmq.web.tls.TlsFiles;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process with the roles that its settings name. Owned by the command line. */
public final class CometServer implements Server {
  private static final Logger LOG = LoggerFactory.getLogger(CometServer.class);
  private static final long CLOSE_LIMIT_S = 2;

  private final CometConfig config;
  private final Clock clock = Clock.SYSTEM;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private @Nullable Vertx vertx;
  private @Nullable Deployments deployments;
  private @Nullable MessageStore store;
  private @Nullable BrokerRole broker;
  private volatile boolean started;

  /** Prepares a server with these settings; nothing is touched yet. */
  public CometServer(CometConfig config) {
    this.config = config;
  }

  @Override
  public Ready start() throws Exception {
    int loops = loops();
    Vertx instance = VertxFactory.create(registry, loops);
    vertx = instance;
    LocalBusCodec.register(instance);
    Deployments parts = new Deployments(instance);
    deployments = parts;
    try {
      Ready ready = start(instance, parts, loops);
      started = true;
      return ready;
    } catch (StoreException e) {
      stop();
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (Exception e) {
      stop();
      throw e;
    }
  }

  private Ready start(Vertx instance, Deployments parts, int loops) throws Exception {
    List<Listening> listening = new ArrayList<>();
    List<String> namesrvs = new ArrayList<>();
    config.broker().namesrv().forEach(address -> namesrvs.add(address.toString()));
    if (config.has(Role.NAMESRV)) {
      NamesrvRole namesrv = new NamesrvRole(config, clock);
      namesrv.start(parts);
      namesrv.bindTo(registry);
      listening.add(namesrv.listening());
      if (namesrvs.isEmpty()) {
        namesrvs.add(namesrv.localAddress());
      }
    }
    String summary = "";
    if (config.has(Role.BROKER)) {
      MessageStore opened =
          MessageStore.open(
              StoreOptions.of(config.store(), new DelayLevels(config.delay().levelsMs())), clock);
      store = opened;
      BrokerRole role = new BrokerRole(config, instance, clock, registry, opened, loops);
      broker = role;
      role.start(parts, namesrvs);
      listening.add(role.listening());
      summary = role.storeSummary();
    }
    listening.add(new Listening("web", config.web().host(), startWeb(instance, parts, loops), ""));
    return new Ready(listening, summary);
  }

  /** All instances share one port; without pages one is enough. */
  private int startWeb(Vertx instance, Deployments parts, int loops) throws Exception {
    BrokerRole role = broker;
    WebPart files = new StaticFiles();
    Tls tls = tls(instance);
    int port = 0;
    for (int i = 0; i < (role == null ? 1 : loops); i++) {
      WebVerticle web =
          new WebVerticle(
              config.web().host(),
              SharedPort.WEB.of(config.web().port()),
              registry,
              this::readiness,
              config.web().maxFrameBytes(),
              tls,
              role == null ? List.of() : List.of(role.browsers().part(i), files));
      parts.deployServer(web, "web.port", config.web().host(), config.web().port());
      port = web.port();
    }
    return port;
  }

  private @Nullable Tls tls(Vertx instance) throws StartException {
    WebTlsConfig files = config.web().tls();
    if (!files.isOn()) {
      return null;
    }
    try {
      return new Tls(instance, new TlsFiles(Path.of(files.certificate()), Path.of(files.key())));
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** With few processors more loops than one only wake each other. */
  private int loops() {
    int configured = config.net().eventLoops();
    return configured > 0
        ? configured
        : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private Readiness readiness() {
    BrokerRole role = broker;
    return role == null
        ? new Readiness(started, Map.of("namesrv", started ? "UP" : "STARTING"))
        : role.readiness(started);
  }

  @Override
  public void stop() {
    started = false;
    if (deployments != null) {
      deployments.stop();
    }
    if (vertx != null) {
      try {
        Deployments.await(vertx.close(), CLOSE_LIMIT_S);
      } catch (Exception e) {
        LOG.warn("closing event loops and workers took too long", e);
      }
    }
    if (store != null) {
      store.close();
    }
  }
}
