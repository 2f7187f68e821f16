package io.cometmq.tool.admin;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClusterAdmin;
import io.cometmq.client.ClusterAdmin.Broker;
import io.cometmq.client.ClusterAdmin.Status;
import io.cometmq.client.CometClient;
import io.cometmq.tool.cli.Rows;
import io.cometmq.tool.cli.ToolContext;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows brokers and NameServers. Used by the main thread. */
@Command(
    name = "cluster",
    description = {
      "Shows all brokers: versions, messages a second, disks. Ends with 1 if one does not answer.",
      "Disk is the part that is used of the disk of the log."
    },
    footer = {
      "",
      "Examples:",
      "  cometmq cluster",
      "  cometmq cluster --settings broker-a",
      "  cometmq cluster --name-servers --namesrv 10.0.0.1:9876,10.0.0.2:9876"
    })
final class ClusterCommand extends AdminCommand {
  /** What is shown instead of brokers. */
  private static final class Other {
    @Option(
        names = "--settings",
        paramLabel = "BROKER",
        description = "Show the settings of this broker instead, by RocketMQ's names.")
    private @Nullable String settings;

    @Option(names = "--name-servers", description = "Show the NameServers instead.")
    private boolean nameServers;
  }

  @ArgGroup private @Nullable Other other;

  ClusterCommand(ToolContext context) {
    super(context);
  }

  @Override
  int run(CometClient client) {
    ClusterAdmin cluster = client.admin().cluster();
    Other wanted = other;
    if (wanted != null && wanted.settings != null) {
      return settings(cluster, wanted.settings);
    }
    return wanted != null && wanted.nameServers ? nameServers(cluster) : brokers(cluster);
  }

  private int brokers(ClusterAdmin cluster) {
    Rows rows =
        Rows.of(
            "cluster",
            "broker",
            "id",
            "role",
            "address",
            "version",
            "inPerSecond",
            "outPerSecond",
            "inToday",
            "outToday",
            "disk",
            "logBytes",
            "started",
            "problem");
    boolean failed = false;
    for (ClusterAdmin.Report report : cluster.reports().await()) {
      failed |= report.failure() != null;
      add(rows, report.broker(), report.status(), report.failure());
    }
    output().print(rows);
    return failed ? NOT_WELL : OK;
  }

  private void add(
      Rows rows, Broker broker, @Nullable Status status, @Nullable ClientException failure) {
    String role = broker.role().name().toLowerCase(Locale.ROOT);
    String problem = failure == null ? null : failure.getMessage();
    if (status == null) {
      rows.add(
          broker.cluster(),
          broker.name(),
          broker.id(),
          role,
          broker.address(),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          problem);
      return;
    }
    rows.add(
        broker.cluster(),
        broker.name(),
        broker.id(),
        role,
        broker.address(),
        status.version(),
        status.inPerSecond(),
        status.outPerSecond(),
        status.inToday(),
        status.outToday(),
        disk(status.diskUsed()),
        status.logBytes(),
        status.started(),
        problem);
  }

  private @Nullable Object disk(double used) {
    if (used < 0) {
      return null;
    }
    return output().isJson() ? used : String.format(Locale.ROOT, "%.0f %%", 100 * used);
  }

  private int settings(ClusterAdmin cluster, String broker) {
    Rows rows = Rows.of("name", "value");
    new TreeMap<>(cluster.settings(broker).await()).forEach((name, value) -> rows.add(name, value));
    output().print(rows);
    return OK;
  }

  private int nameServers(ClusterAdmin cluster) {
    Rows rows = Rows.of("address", "problem");
    boolean failed = false;
    for (ClusterAdmin.NameServer server : cluster.nameServers().await()) {
      ClientException failure = server.failure();
      failed |= failure != null;
      rows.add(server.address(), failure == null ? null : failure.getMessage());
    }
    output().print(rows);
    return failed ? NOT_WELL : OK;
  }
}
