package io.cometmq.nameserver;

import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.PropertiesText;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;

/** Requests for the NameServer's own settings. Owned by the routing context. */
final class ConfigHandlers {
  private final Supplier<Map<String, String>> settings;

  ConfigHandlers(Supplier<Map<String, String>> settings) {
    this.settings = settings;
  }

  void install(RequestRouter router) {
    router.on(
        RequestCode.GET_NAMESRV_CONFIG,
        (connection, request) ->
            Future.succeededFuture(request.success(PropertiesText.write(settings.get()))));
    router.on(RequestCode.UPDATE_NAMESRV_CONFIG, this::update);
  }

  private Future<RemotingCommand> update(Connection connection, RemotingCommand request) {
    Map<String, String> known = settings.get();
    for (String name : PropertiesText.read(request.body()).keySet()) {
      throw new RefusedException(
          ResponseCode.NO_PERMISSION,
          known.containsKey(name)
              ? name
                  + " can't change while the NameServer runs: change its configuration and restart"
                  + " it"
              : name + " is no setting of CometMQ's NameServer; it has " + known.keySet());
    }
    return Future.succeededFuture(request.success());
  }
}
