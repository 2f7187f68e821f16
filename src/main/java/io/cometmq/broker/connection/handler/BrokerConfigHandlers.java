package io.cometmq.broker.connection.handler;

import io.cometmq.model.BrokerIdentity;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.DataVersionBody;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.PropertiesText;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** GET_BROKER_CONFIG and UPDATE_BROKER_CONFIG. Owned by one event loop. */
final class BrokerConfigHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerConfigHandlers.class);

  private final AdminParts parts;
  private final RuntimeSettings settings;

  BrokerConfigHandlers(AdminParts parts, RuntimeSettings settings) {
    this.parts = parts;
    this.settings = settings;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.GET_BROKER_CONFIG, this::get);
    router.on(RequestCode.UPDATE_BROKER_CONFIG, this::update);
  }

  private Future<RemotingCommand> get(Connection connection, RemotingCommand request) {
    Map<String, String> all = new LinkedHashMap<>();
    BrokerIdentity identity = parts.identity();
    all.put("brokerIP1", identity.address().getAddress().getHostAddress());
    all.put("listenPort", Integer.toString(identity.address().getPort()));
    for (RuntimeSettings.Fixed setting : settings.fixed()) {
      all.put(setting.name(), setting.value());
    }
    boolean creates = parts.topics().find(TopicNames.AUTO_CREATE) != null;
    all.put(RuntimeSettings.AUTO_CREATE, Boolean.toString(creates));
    all.put(RuntimeSettings.RESET_ON_SERVER, Boolean.toString(settings.resetsOnServer()));
    return Future.succeededFuture(
        request.response(
            ResponseCode.SUCCESS,
            null,
            Map.of("version", JsonBody.writeText(DataVersionBody.write(parts.topics().version()))),
            PropertiesText.write(all)));
  }

  private Future<RemotingCommand> update(Connection connection, RemotingCommand request) {
    Map<String, String> changes = PropertiesText.read(request.body());
    changes.forEach(
        (name, value) -> {
          String problem = settings.problem(name, value);
          if (problem != null) {
            throw new RefusedException(ResponseCode.NO_PERMISSION, problem);
          }
        });
    Future<?> done = Future.succeededFuture();
    for (Map.Entry<String, String> change : changes.entrySet()) {
      boolean on = Boolean.parseBoolean(change.getValue());
      LOG.info("{} is set to {} by {} until the next start", change.getKey(), on, connection);
      if (change.getKey().equals(RuntimeSettings.RESET_ON_SERVER)) {
        settings.resetOnServer(on);
      } else {
        done = done.compose(before -> autoCreate(on));
      }
    }
    return done.map(ready -> request.success());
  }

  /** New topics are made after one that is there, or not. */
  private Future<?> autoCreate(boolean on) {
    return on
        ? parts
            .registration()
            .<Void>ask(state -> state.putTopics(List.of(parts.rules().autoCreate())))
        : parts.registration().<Boolean>ask(state -> state.deleteTopic(TopicNames.AUTO_CREATE));
  }
}
