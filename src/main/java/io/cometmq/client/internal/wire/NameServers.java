package io.cometmq.client.internal.wire;

import io.cometmq.client.ClientOptions;
import io.cometmq.protocol.RemotingCommand;
import io.vertx.core.Future;
import java.util.List;

/**
 * Asks the NameServers: always the same one, until it fails, then the next. Owned by the client's
 * loop.
 */
public final class NameServers {
  private final Links links;
  private final ClientOptions options;
  private int current;

  NameServers(Links links, ClientOptions options) {
    this.links = links;
    this.options = options;
  }

  /** The one that was asked last. */
  public String address() {
    return options.nameServers().get(current);
  }

  /** The answer of the first that gives one; fails when none does. */
  public Future<RemotingCommand> invoke(RemotingCommand request) {
    return invoke(request, options.nameServers().size());
  }

  private Future<RemotingCommand> invoke(RemotingCommand request, int tries) {
    int asked = current;
    return links
        .to(address())
        .invoke(request, options.requestTimeout())
        .recover(
            cause -> {
              List<String> all = options.nameServers();
              if (asked == current) {
                current = (current + 1) % all.size();
              }
              return tries > 1 ? invoke(request, tries - 1) : Future.failedFuture(cause);
            });
  }
}
