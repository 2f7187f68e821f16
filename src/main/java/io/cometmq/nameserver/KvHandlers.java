package io.cometmq.nameserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.nameserver.route.KvTable;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.NamesrvHeaders;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;

/** Requests for the table of settings. Owned by the routing context. */
final class KvHandlers {
  private static final HeaderType<NamesrvHeaders.PutKv> PUT =
      HeaderType.of(NamesrvHeaders.PutKv.class);
  private static final HeaderType<NamesrvHeaders.KvKey> KEY =
      HeaderType.of(NamesrvHeaders.KvKey.class);
  private static final HeaderType<NamesrvHeaders.KvNamespace> NAMESPACE =
      HeaderType.of(NamesrvHeaders.KvNamespace.class);

  private final KvTable kv;
  private final Supplier<Future<Void>> save;

  KvHandlers(KvTable kv, Supplier<Future<Void>> save) {
    this.kv = kv;
    this.save = save;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.PUT_KV_CONFIG, this::put);
    router.on(RequestCode.GET_KV_CONFIG, this::get);
    router.on(RequestCode.DELETE_KV_CONFIG, this::delete);
    router.on(RequestCode.GET_KVLIST_BY_NAMESPACE, this::list);
  }

  private Future<RemotingCommand> put(Connection connection, RemotingCommand request) {
    NamesrvHeaders.PutKv header = PUT.decode(request.extFields());
    kv.put(header.namespace(), header.key(), header.value());
    return save.get().map(saved -> request.success());
  }

  private Future<RemotingCommand> get(Connection connection, RemotingCommand request) {
    NamesrvHeaders.KvKey header = KEY.decode(request.extFields());
    String value = kv.get(header.namespace(), header.key());
    if (value == null) {
      throw new RefusedException(
          ResponseCode.QUERY_NOT_FOUND,
          "No config item, Namespace: " + header.namespace() + " Key: " + header.key());
    }
    return Future.succeededFuture(request.success(Map.of("value", value)));
  }

  private Future<RemotingCommand> delete(Connection connection, RemotingCommand request) {
    NamesrvHeaders.KvKey header = KEY.decode(request.extFields());
    kv.delete(header.namespace(), header.key());
    return save.get().map(saved -> request.success());
  }

  private Future<RemotingCommand> list(Connection connection, RemotingCommand request) {
    String namespace = NAMESPACE.decode(request.extFields()).namespace();
    Map<String, String> values = kv.namespace(namespace);
    if (values.isEmpty()) {
      throw new RefusedException(
          ResponseCode.QUERY_NOT_FOUND, "No config item, Namespace: " + namespace);
    }
    ObjectNode node = JsonBody.object();
    ObjectNode table = node.putObject("table");
    values.forEach(table::put);
    return Future.succeededFuture(request.success(JsonBody.write(node)));
  }
}
