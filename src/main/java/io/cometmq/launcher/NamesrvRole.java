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

  NamesrvRole(CometConfig config, Clock clock) {
    host = config.namesrv().host();
    verticle =
        new RoutingVerticle(
            new RemotingServer.Options(
                host,
                config.namesrv().port(),
                config.net().maxFrameBytes(),
                config.net().idleTimeoutMs()),
            stats,
            config.store().path().resolve("namesrv").resolve("kvConfig.json"),
            clock);
  }

  void start(Deployments deployments) throws Exception {
    deployments.deploy(verticle);
  }

  String listening() {
    return "namesrv " + host + ":" + verticle.port();
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
