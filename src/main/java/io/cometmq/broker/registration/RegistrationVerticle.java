package io.cometmq.broker.registration;

import io.cometmq.broker.group.RequestModeTable;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.persistence.RequestModeFile;
import io.cometmq.broker.persistence.SubscriptionGroupFile;
import io.cometmq.broker.persistence.TopicFile;
import io.cometmq.broker.topic.TopicRules;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.net.RemotingClient;
import io.cometmq.persistence.StateFileSaver;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registration context: owns topics and groups, keeps their files, and keeps the NameServers
 * informed.
 */
public final class RegistrationVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(RegistrationVerticle.class);
  private static final long PERIOD_MS = 30_000;
  private static final int MAX_FRAME_BYTES = 64 << 20;

  private final TopicTable topics;
  private final SubscriptionGroupTable groups;
  private final RequestModeTable modes;
  private final TopicRules rules;
  private final Path configDirectory;
  private final RegistrationProxy inbox;
  private final BrokerIdentity identity;
  private final List<String> namesrvs;

  // set in start()
  @SuppressWarnings("NullAway.Init")
  private WorkerExecutor files;

  @SuppressWarnings("NullAway.Init")
  private BrokerRegistrar registrar;

  @SuppressWarnings("NullAway.Init")
  private RegistrationState state;

  private List<StateFileSaver> savers = List.of();

  /**
   * Creates the verticle; deploy one instance on an event loop.
   *
   * @param configDirectory where topics.json and subscriptionGroup.json are kept
   * @param namesrvs {@code host:port} of each NameServer to register with
   */
  public RegistrationVerticle(
      TopicTable topics,
      SubscriptionGroupTable groups,
      RequestModeTable modes,
      TopicRules rules,
      Path configDirectory,
      RegistrationProxy inbox,
      BrokerIdentity identity,
      List<String> namesrvs) {
    this.topics = topics;
    this.groups = groups;
    this.modes = modes;
    this.rules = rules;
    this.configDirectory = configDirectory;
    this.inbox = inbox;
    this.identity = identity;
    this.namesrvs = namesrvs;
  }

  /** Saves the tables and registers with every NameServer that answers. */
  @Override
  public Future<?> start() {
    files = vertx.createSharedWorkerExecutor("comet-config-files", 1);
    StateFileSaver topicFile =
        new StateFileSaver(
            files, configDirectory.resolve("topics.json"), () -> TopicFile.encode(topics));
    StateFileSaver groupFile =
        new StateFileSaver(
            files,
            configDirectory.resolve("subscriptionGroup.json"),
            () -> SubscriptionGroupFile.encode(groups));
    registrar =
        new BrokerRegistrar(
            new RemotingClient(vertx, MAX_FRAME_BYTES),
            identity,
            namesrvs,
            topics,
            names -> state.markOrdered(names));
    StateFileSaver modeFile =
        new StateFileSaver(
            files,
            configDirectory.resolve("messageRequestMode.json"),
            () -> RequestModeFile.encode(modes));
    state =
        new RegistrationState(
            vertx, topics, groups, rules, topicFile, groupFile, modes, modeFile, registrar);
    savers = List.of(topicFile, groupFile, modeFile);
    inbox.serve(state);
    vertx.setPeriodic(PERIOD_MS, id -> registrar.announceAll());
    return Future.all(topicFile.save(), groupFile.save()).compose(saved -> registrar.announceAll());
  }

  /** Tells the NameServers that the broker goes away, and lets what is being saved be saved. */
  @Override
  public Future<?> stop() {
    return registrar
        .unregister()
        .compose(gone -> registrar.close())
        .compose(closed -> settled())
        .compose(saved -> files.close());
  }

  private Future<?> settled() {
    return Future.join(savers.stream().map(StateFileSaver::settled).toList())
        .onFailure(cause -> LOG.error("saving to {} failed at the stop", configDirectory, cause))
        .otherwiseEmpty();
  }
}
