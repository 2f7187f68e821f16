package io.cometmq.client.internal;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.ClientProvider;
import io.cometmq.client.CometClient;
import io.vertx.core.Vertx;

/** Named below META-INF/services. */
public final class DefaultClientProvider implements ClientProvider {
  /** For the service loader. */
  public DefaultClientProvider() {}

  @Override
  public CometClient create(Vertx vertx, ClientOptions options) {
    return new DefaultClient(vertx, options);
  }
}
