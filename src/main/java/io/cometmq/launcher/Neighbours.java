package io.cometmq.launcher;

import io.cometmq.net.RemotingClient;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.ClusterInfoBody;
import io.cometmq.web.remote.OtherBrokers.Company;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the NameServers from time to time whether there are other brokers, so that a broker alone
 * asks nobody about topics. Owned by an event loop; what it knows may be read by any thread.
 */
final class Neighbours extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);
  private static final int MAX_FRAME_BYTES = 64 << 20;
  private static final long TIMEOUT_MS = 3_000;

  private final String ownName;
  private final List<String> namesrvs;
  private final long refreshMs;
  private volatile Company company = Company.UNKNOWN;

  // set in start()
  @SuppressWarnings("NullAway.Init")
  private RemotingClient client;

  /**
   * Creates the verticle; deploy one instance on an event loop.
   *
   * @param namesrvs {@code host:port} of each NameServer
   */
  Neighbours(String ownName, List<String> namesrvs, long refreshMs) {
    this.ownName = ownName;
    this.namesrvs = List.copyOf(namesrvs);
    this.refreshMs = refreshMs;
  }

  List<String> namesrvs() {
    return namesrvs;
  }

  Company company() {
    return company;
  }

  @Override
  public Future<?> start() {
    client = new RemotingClient(vertx, MAX_FRAME_BYTES);
    vertx.setPeriodic(refreshMs, id -> ask(0));
    ask(0);
    return Future.succeededFuture();
  }

  private void ask(int namesrv) {
    if (namesrv >= namesrvs.size()) {
      if (company == Company.UNKNOWN) {
        company = Company.ALONE;
      }
      return;
    }
    RemotingCommand request =
        RemotingCommand.request(RequestCode.GET_BROKER_CLUSTER_INFO, Map.of(), new byte[0]);
    client
        .invoke(namesrvs.get(namesrv), request, TIMEOUT_MS)
        .onSuccess(answer -> answered(namesrv, answer))
        .onFailure(
            cause -> {
              LOG.debug("{} does not tell of brokers: {}", namesrvs.get(namesrv), cause.toString());
              ask(namesrv + 1);
            });
  }

  private void answered(int namesrv, RemotingCommand answer) {
    if (answer.code() != ResponseCode.SUCCESS) {
      ask(namesrv + 1);
      return;
    }
    boolean alone = ClusterInfoBody.brokerNames(answer.body()).stream().allMatch(ownName::equals);
    company = alone ? Company.ALONE : Company.OTHERS;
  }

  @Override
  public Future<?> stop() {
    return client.close();
  }
}
