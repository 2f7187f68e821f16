package io.cometmq.launcher;

import io.cometmq.config.CometConfig;
import io.cometmq.nameserver.RoutingVerticle;
import io.cometmq.net.RemotingServer;
import io.cometmq.net.RemotingStats;
import io.cometmq.util.Clock;
import io.micrometer.core.instrument.MeterRegistry;

/** Runs the NameServer part of a process. Owned by the launcher. */
final class NamesrvRole {
  private final RoutingVerticle verticle;
  private final RemotingStats stats = new RemotingStats();
  private final String host;
  private final int configuredPort;

  NamesrvRole(CometConfig config, Clock clock) {
    host = config.namesrv().host();
    configuredPort = config.namesrv().port();
    verticle =
        new RoutingVerticle(
            new RemotingServer.Options(
                host, configuredPort, config.net().maxFrameBytes(), config.net().idleTimeoutMs()),
            stats,
            config.store().path().resolve("namesrv").resolve("kvConfig.json"),
            clock);
  }

  void start(Deployments deployments) throws Exception {
    deployments.deployServer(verticle, "namesrv.port", host, configuredPort);
  }

  Listening listening() {
    return new Listening("namesrv", host, verticle.port(), "");
  }

  /** Where a broker in the same process finds it. */
  String localAddress() {
    return (isWildcard(host) ? "127.0.0.1" : host) + ":" + verticle.port();
  }

  static boolean isWildcard(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  void bindTo(MeterRegistry registry) {
    NamesrvMeters.bind(registry, stats, verticle::topicCount, verticle::brokerCount);
  }
}
