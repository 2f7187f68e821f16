package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.ClientInfo;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.ResponseCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeoutException;

/** Calls clients, whichever event loop serves them. Stateless. */
final class ClientCalls {
  private ClientCalls() {}

  /**
   * Asks a client.
   *
   * @param asker who wants to know; the answer comes on its event loop
   * @throws RefusedException in the future when the client is gone or silent, as tools expect it
   */
  static Future<RemotingCommand> invoke(
      Connection asker, String group, ClientInfo client, RemotingCommand call, long timeoutMs) {
    Connection target = connection(client);
    Promise<RemotingCommand> answer = asker.context().promise();
    target
        .context()
        .runOnContext(
            ready ->
                target
                    .invoke(call, timeoutMs)
                    .onComplete(
                        done -> {
                          if (done.succeeded()) {
                            answer.complete(done.result());
                          } else {
                            answer.fail(refusal(group, client, done.cause()));
                          }
                        }));
    return answer.future();
  }

  /** Tells a client something. */
  static void tell(ClientInfo client, RemotingCommand oneway) {
    connection(client).send(oneway);
  }

  private static Connection connection(ClientInfo client) {
    return ((RemoteClient) client.connection()).connection();
  }

  private static RefusedException refusal(String group, ClientInfo client, Throwable cause) {
    String who = "consumer <" + group + "> <" + client.clientId() + "> ";
    return cause instanceof TimeoutException
        ? new RefusedException(
            ResponseCode.CONSUME_MSG_TIMEOUT, who + "Timeout: " + cause.getMessage())
        : new RefusedException(
            ResponseCode.SYSTEM_ERROR, who + "could not be asked: " + cause.getMessage());
  }
}
