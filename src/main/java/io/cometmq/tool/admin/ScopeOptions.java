package io.cometmq.tool.admin;

import io.cometmq.client.Admin;
import io.cometmq.client.BrokerScope;
import io.cometmq.client.ClusterAdmin.Broker;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which brokers a command changes. A mixin; filled by picocli. */
final class ScopeOptions {
  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "Only on the brokers of this cluster. Otherwise on all brokers.")
  private @Nullable String cluster;

  @Option(names = "--broker", paramLabel = "NAME", description = "Only on this broker.")
  private @Nullable String broker;

  BrokerScope scope() {
    return new BrokerScope(cluster, broker);
  }

  /** Those of these brokers that are meant. */
  List<String> among(Collection<String> brokers, Admin admin) {
    if (cluster == null && broker == null) {
      return List.copyOf(brokers);
    }
    Set<String> meant =
        admin.cluster().brokers().await().stream()
            .filter(each -> cluster == null || each.cluster().equals(cluster))
            .map(Broker::name)
            .filter(name -> broker == null || name.equals(broker))
            .collect(Collectors.toSet());
    return brokers.stream().filter(meant::contains).toList();
  }
}
