package io.cometmq.client;

import io.vertx.core.Vertx;

/** Makes clients; for {@link CometClient#create} only, which finds it as a service. */
@FunctionalInterface
public interface ClientProvider {
  /** Creates a client. */
  CometClient create(Vertx vertx, ClientOptions options);
}
