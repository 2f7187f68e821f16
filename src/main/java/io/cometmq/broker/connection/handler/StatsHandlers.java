package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.metrics.BrokerStats;
import io.cometmq.metrics.StatsHistory;
import io.cometmq.metrics.TopicStats;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** VIEW_BROKER_STATS_DATA: traffic of the last minute, hour and day. Owned by one event loop. */
final class StatsHandlers {
  private static final HeaderType<OperatorHeaders.ViewStats> VIEW =
      HeaderType.of(OperatorHeaders.ViewStats.class);

  private final AdminParts parts;
  private final StatsHistory history;

  StatsHandlers(AdminParts parts, StatsHistory history) {
    this.parts = parts;
    this.history = history;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.VIEW_BROKER_STATS_DATA, this::view);
  }

  private Future<RemotingCommand> view(Connection connection, RemotingCommand request) {
    OperatorHeaders.ViewStats header = VIEW.decode(request.extFields());
    TopicStats counter = counter(header.statsName(), header.statsKey());
    if (counter == null) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR,
          "The stats <"
              + header.statsName()
              + "> <"
              + header.statsKey()
              + "> not exist: there was no such traffic since the start, or CometMQ does not count"
              + " it");
    }
    boolean bytes = header.statsName().endsWith("_SIZE");
    StatsHistory.Windows windows = history.of(counter, parts.clock().millis());
    ObjectNode node = JsonBody.object();
    node.set("statsDay", window(windows.day(), bytes));
    node.set("statsHour", window(windows.hour(), bytes));
    node.set("statsMinute", window(windows.minute(), bytes));
    return Future.succeededFuture(request.success(JsonBody.write(node)));
  }

  private @Nullable TopicStats counter(String name, String key) {
    return switch (name) {
      case "TOPIC_PUT_NUMS", "TOPIC_PUT_SIZE" -> parts.stats().in().get(key);
      case "GROUP_GET_NUMS", "GROUP_GET_SIZE" -> {
        int at = key.indexOf('@');
        yield at < 0
            ? null
            : parts
                .stats()
                .out()
                .get(new BrokerStats.Subscription(key.substring(0, at), key.substring(at + 1)));
      }
      case "SNDBCK_PUT_NUMS" -> parts.stats().sentBack().get(key);
      case "BROKER_PUT_NUMS" -> ofBroker(key, parts.stats().allIn());
      case "BROKER_GET_NUMS" -> ofBroker(key, parts.stats().allOut());
      default -> null;
    };
  }

  private @Nullable TopicStats ofBroker(String key, TopicStats counter) {
    return key.equals(parts.identity().cluster()) ? counter : null;
  }

  private static ObjectNode window(StatsHistory.Window window, boolean bytes) {
    long sum = bytes ? window.bytes() : window.messages();
    double perSecond = window.millis() <= 0 ? 0 : sum * 1000.0 / window.millis();
    double perTime = window.messages() == 0 ? 0 : (double) sum / window.messages();
    return JsonBody.object().put("sum", sum).put("tps", perSecond).put("avgpt", perTime);
  }
}
