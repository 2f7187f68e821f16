package io.cometmq.nameserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.DataVersion;
import io.cometmq.nameserver.route.KvTable;
import io.cometmq.nameserver.route.Registration;
import io.cometmq.nameserver.route.RegistrationResult;
import io.cometmq.nameserver.route.RouteTable;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.DataVersionBody;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.RegisterBrokerBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.NamesrvHeaders;
import io.cometmq.util.Clock;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests of brokers: they register, say that they live, and go. Owned by the routing context. */
final class RegistrationHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(RegistrationHandlers.class);

  /** Silence after which a broker that named no other time is taken for dead. */
  private static final long DEFAULT_TIMEOUT_MS = 120_000;

  private static final HeaderType<NamesrvHeaders.RegisterBroker> REGISTER =
      HeaderType.of(NamesrvHeaders.RegisterBroker.class);
  private static final HeaderType<NamesrvHeaders.BrokerName> BROKER =
      HeaderType.of(NamesrvHeaders.BrokerName.class);
  private static final HeaderType<NamesrvHeaders.BrokerHeartbeat> HEARTBEAT =
      HeaderType.of(NamesrvHeaders.BrokerHeartbeat.class);

  private final RouteTable routes;
  private final KvTable kv;
  private final Clock clock;

  RegistrationHandlers(RouteTable routes, KvTable kv, Clock clock) {
    this.routes = routes;
    this.kv = kv;
    this.clock = clock;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.REGISTER_BROKER, this::register);
    router.on(RequestCode.UNREGISTER_BROKER, this::unregister);
    router.on(RequestCode.QUERY_DATA_VERSION, this::queryDataVersion);
    router.on(RequestCode.BROKER_HEARTBEAT, this::heartbeat);
  }

  private Future<RemotingCommand> register(Connection connection, RemotingCommand request) {
    NamesrvHeaders.RegisterBroker header = REGISTER.decode(request.extFields());
    checkCrc(request.body(), header.bodyCrc32());
    RegisterBrokerBody body =
        request.body().length == 0
            ? new RegisterBrokerBody(List.of(), DataVersion.initial(0))
            : RegisterBrokerBody.read(request.body(), Boolean.TRUE.equals(header.compressed()));
    boolean isNew = routes.version(header.clusterName(), header.brokerAddr()) == null;
    RegistrationResult result =
        routes.register(
            new Registration(
                header.clusterName(),
                header.brokerName(),
                header.brokerId(),
                header.brokerAddr(),
                Objects.requireNonNullElse(header.haServerAddr(), ""),
                Objects.requireNonNullElse(header.heartbeatTimeoutMillis(), DEFAULT_TIMEOUT_MS),
                header.enableActingMaster(),
                request.extFields().get("__ZONE_NAME"),
                connection,
                body.topics(),
                body.version()),
            clock.millis());
    if (!result.accepted()) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR,
          "register broker failed: broker "
              + header.brokerName()
              + " is not known yet and must register with all of its topics");
    }
    if (isNew) {
      LOG.info(
          "broker {} (cluster {}, id {}) registered at {} with {} topics",
          header.brokerName(),
          header.clusterName(),
          header.brokerId(),
          header.brokerAddr(),
          body.topics().size());
    }
    return Future.succeededFuture(answer(request, result));
  }

  private RemotingCommand answer(RemotingCommand request, RegistrationResult result) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (!result.masterAddr().isEmpty()) {
      fields.put("masterAddr", result.masterAddr());
      fields.put("haServerAddr", result.haServerAddr());
    }
    Map<String, String> orderTopics = kv.namespace(KvTable.ORDER_TOPICS);
    byte[] content = new byte[0];
    if (!orderTopics.isEmpty()) {
      ObjectNode node = JsonBody.object();
      ObjectNode table = node.putObject("table");
      orderTopics.forEach(table::put);
      content = JsonBody.write(node);
    }
    return request.response(ResponseCode.SUCCESS, null, fields, content);
  }

  private static void checkCrc(byte[] body, @Nullable Integer expected) {
    if (expected != null && expected != 0) {
      CRC32 crc = new CRC32();
      crc.update(body);
      if ((int) (crc.getValue() & 0x7FFFFFFF) != expected) {
        throw new RefusedException(ResponseCode.SYSTEM_ERROR, "crc32 not match");
      }
    }
  }

  private Future<RemotingCommand> unregister(Connection connection, RemotingCommand request) {
    NamesrvHeaders.BrokerName header = BROKER.decode(request.extFields());
    routes.unregister(
        header.clusterName(), header.brokerName(), header.brokerId(), header.brokerAddr());
    LOG.info("broker {} at {} went away", header.brokerName(), header.brokerAddr());
    return Future.succeededFuture(request.success());
  }

  private Future<RemotingCommand> queryDataVersion(Connection connection, RemotingCommand request) {
    NamesrvHeaders.BrokerName header = BROKER.decode(request.extFields());
    DataVersion theirs = DataVersionBody.read(JsonBody.read(request.body()));
    DataVersion ours = routes.version(header.clusterName(), header.brokerAddr());
    routes.heartbeat(header.clusterName(), header.brokerAddr(), clock.millis());
    return Future.succeededFuture(
        request.response(
            ResponseCode.SUCCESS,
            null,
            Map.of("changed", Boolean.toString(!theirs.equals(ours))),
            ours == null ? new byte[0] : JsonBody.write(DataVersionBody.write(ours))));
  }

  private Future<RemotingCommand> heartbeat(Connection connection, RemotingCommand request) {
    NamesrvHeaders.BrokerHeartbeat header = HEARTBEAT.decode(request.extFields());
    routes.heartbeat(header.clusterName(), header.brokerAddr(), clock.millis());
    return Future.succeededFuture(request.success());
  }
}
