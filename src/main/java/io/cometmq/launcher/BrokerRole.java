package io.cometmq.launcher;

import io.cometmq.broker.connection.ConnectionVerticle;
import io.cometmq.broker.connection.handler.BrokerHandlers;
import io.cometmq.broker.connection.handler.BrokerParts;
import io.cometmq.broker.connection.handler.OperatorParts;
import io.cometmq.broker.delay.DelayProgress;
import io.cometmq.broker.delay.DelayStateKeeper;
import io.cometmq.broker.delay.DelayVerticle;
import io.cometmq.broker.delay.DetourRules;
import io.cometmq.broker.dispatch.DispatchVerticle;
import io.cometmq.broker.dispatch.OffsetKeeper;
import io.cometmq.broker.group.GroupState;
import io.cometmq.broker.group.RequestModeTable;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.broker.persistence.ConsumerOffsetFile;
import io.cometmq.broker.persistence.RequestModeFile;
import io.cometmq.broker.persistence.StoreIdFile;
import io.cometmq.broker.persistence.SubscriptionGroupFile;
import io.cometmq.broker.persistence.TopicFile;
import io.cometmq.broker.pop.PopEvent;
import io.cometmq.broker.pop.PopParts;
import io.cometmq.broker.pop.PopTurn;
import io.cometmq.broker.pop.PopVerticle;
import io.cometmq.broker.registration.RegistrationVerticle;
import io.cometmq.broker.storage.StorageVerticle;
import io.cometmq.broker.topic.TopicRules;
import io.cometmq.broker.topic.TopicTable;
import io.cometmq.broker.transaction.TransactionVerticle;
import io.cometmq.bus.DelayProxy;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.bus.PopProxy;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.bus.ServiceLoop;
import io.cometmq.bus.StorageProxy;
import io.cometmq.bus.TransactionProxy;
import io.cometmq.config.CometConfig;
import io.cometmq.metrics.BrokerStats;
import io.cometmq.metrics.DelayStats;
import io.cometmq.metrics.MessageRates;
import io.cometmq.metrics.StatsHistory;
import io.cometmq.metrics.TransactionStats;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.net.RemotingServer;
import io.cometmq.net.RemotingStats;
import io.cometmq.record.HostAddress;
import io.cometmq.store.MessageStore;
import io.cometmq.util.Clock;
import io.cometmq.web.Readiness;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds and runs the broker part of a process: opens the store, deploys storage first, then
 * dispatch, connections and registration, and takes them back in reverse. Owned by the launcher.
 */
final class BrokerRole {
  private static final int RING = 8_192;

  private final CometConfig config;
  private final Vertx vertx;
  private final Clock clock;
  private final MeterRegistry registry;
  private final int loops;
  private final MessageStore store;
  private final GroupState groupState = new GroupState();
  private final TopicTable topics;
  private final TopicRules rules;
  private final SubscriptionGroupTable groups;
  private final RequestModeTable requestModes = new RequestModeTable();
  private final DetourRules detours;
  private final RemotingStats stats = new RemotingStats();
  private final BrokerStats brokerStats;
  private final MessageRates rates;
  private final StatsHistory history;
  private final OperatorParts operator;
  private final StorageProxy storage;
  private final DispatchProxy<GroupState> dispatch;
  private final DelayProxy delay;
  private final DelayProgress delayProgress = new DelayProgress();
  private final RegistrationProxy registration;
  private final TransactionProxy transactions;
  private final TransactionVerticle transactionVerticle;
  private final TransactionStats transactionStats = new TransactionStats();
  private final WorkerExecutor coldReads;
  private final DispatchVerticle dispatchVerticle;
  private final PopTurn pop;
  private final PopVerticle popVerticle;
  private int port;
  private @Nullable BrowserRole browsers;

  BrokerRole(
      CometConfig config,
      Vertx vertx,
      Clock clock,
      MeterRegistry registry,
      MessageStore store,
      int loops) {
    this.config = config;
    this.vertx = vertx;
    this.clock = clock;
    this.registry = registry;
    this.loops = loops;
    this.store = store;
    this.topics = new TopicTable(clock);
    this.rules =
        new TopicRules(
            config.broker().cluster(),
            config.broker().name(),
            config.broker().autoCreateTopics(),
            config.broker().defaultQueues());
    this.groups = new SubscriptionGroupTable(clock::millis);
    this.detours =
        new DetourRules(
            store.options().delayLevels(),
            config.delay().maxMs(),
            config.delay().maxTimers(),
            delayProgress::waitingForTime);
    this.brokerStats = new BrokerStats(registry);
    this.rates = new MessageRates(brokerStats);
    this.history = new StatsHistory(brokerStats, clock.millis(), ZoneId.systemDefault());
    this.operator = new OperatorParts(history, delayProgress, OperatorSettings.of(config));
    this.storage = new StorageProxy(vertx, RING);
    this.dispatch = new DispatchProxy<>(vertx, RING);
    this.delay = new DelayProxy(vertx);
    this.registration = new RegistrationProxy(vertx);
    this.transactions = new TransactionProxy(vertx, RING);
    this.coldReads = vertx.createSharedWorkerExecutor("comet-cold-reads", 4);
    this.dispatchVerticle =
        new DispatchVerticle(
            store,
            dispatch,
            delay,
            groupState,
            new OffsetKeeper(stateFile("consumerOffset.json")),
            ServiceLoop.total(loops),
            clock);
    PopProxy<PopEvent> pops = new PopProxy<>(vertx, RING);
    this.pop = new PopTurn(pops);
    this.popVerticle = new PopVerticle(popParts(), pops, pop);
    this.transactionVerticle = transactionVerticle();
  }

  private PopParts popParts() {
    return new PopParts(
        store,
        storage,
        dispatch,
        registration,
        topics,
        groups,
        groupState.offsets(),
        clock,
        TopicRules.reviveTopic(config.broker().cluster()),
        TopicRules.REVIVE_QUEUES,
        config.broker().name(),
        config.broker().retryTopicV2(),
        stateFile("consumerOrderInfo.json"),
        loops);
  }

  private TransactionVerticle transactionVerticle() {
    return new TransactionVerticle(
        new TransactionVerticle.Parts(
            store,
            storage,
            dispatch,
            registration,
            transactions,
            groupState,
            topics,
            detours,
            config.transaction(),
            transactionStats,
            clock,
            config.broker().name(),
            loops));
  }

  private Path stateFile(String name) {
    return config.store().path().resolve("config").resolve(name);
  }

  void start(Deployments deployments, List<String> namesrvs) throws Exception {
    long storeId = loadTables();
    deployments.deployWorker(
        new StorageVerticle(store, storage, dispatch, ServiceLoop.total(loops)), "comet-storage");
    deployments.deployWorker(dispatchVerticle, "comet-dispatch");
    deployments.deployWorker(delayVerticle(), "comet-delay");
    deployments.deployWorker(popVerticle, "comet-pop");
    deployments.deployWorker(transactionVerticle, "comet-transactions");
    BrokerParts parts = parts();
    listen(deployments, parts);
    popVerticle.listening(HostAddress.of(identity(port).address()));
    Neighbours neighbours =
        new Neighbours(identity(port).name(), namesrvs, config.web().routeRefreshMs());
    BrowserRole pages =
        new BrowserRole(vertx, config, parts, identity(port), loops, storeId, neighbours);
    pages.bindTo(registry);
    browsers = pages;
    deployments.deploy(
        new RegistrationVerticle(
            topics,
            groups,
            requestModes,
            rules,
            stateFile("topics.json").resolveSibling(""),
            registration,
            identity(port),
            namesrvs));
    if (config.web().otherBrokers()) {
      deployments.deploy(neighbours);
    }
    vertx.setPeriodic(1, MessageRates.PERIOD_MS, id -> rates.tick(clock.millis()));
    vertx.setPeriodic(MessageRates.PERIOD_MS, id -> history.tick(clock.millis()));
    BrokerMeters.bind(
        registry, store, stats, storage, dispatch, dispatchVerticle::heldPulls, popVerticle);
    TransactionMeters.bind(registry, transactionStats, transactionVerticle::open, transactions);
    BrokerMeters.bindDelays(registry, delayProgress);
    SubscriptionMeters meters =
        new SubscriptionMeters(registry, brokerStats, groupState, store.queues());
    vertx.setPeriodic(1, MessageRates.PERIOD_MS, id -> meters.refresh());
  }

  private DelayVerticle delayVerticle() {
    store.keepFrom(delayProgress::neededFrom);
    return new DelayVerticle(
        store,
        storage,
        delay,
        topics,
        new DelayStateKeeper(store, stateFile("delayOffset.json")),
        delayProgress,
        new DelayStats(registry),
        ServiceLoop.DELAY.number(loops),
        clock);
  }

  private long loadTables() {
    long storeId;
    try {
      storeId = StoreIdFile.loadOrCreate(stateFile("storeId.json"));
      boolean known = TopicFile.load(stateFile("topics.json"), topics);
      SubscriptionGroupFile.load(stateFile("subscriptionGroup.json"), groups);
      RequestModeFile.load(stateFile("messageRequestMode.json"), requestModes);
      ConsumerOffsetFile.load(stateFile("consumerOffset.json"), groupState.offsets());
      for (TopicConfig topic : rules.initial()) {
        if (!known || topics.find(topic.topicName()) == null) {
          topics.put(topic);
        }
      }
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    if (!config.broker().autoCreateTopics()) {
      topics.remove(TopicNames.AUTO_CREATE);
    }
    restoreLostTopics();
    return storeId;
  }

  /** A kill may come between the first message of a topic and the saving of the table. */
  private void restoreLostTopics() {
    for (String name : store.queues().topics()) {
      int queues =
          store.queues().queues(name).stream().mapToInt(q -> q.queueId() + 1).max().orElse(1);
      TopicConfig topic = topics.find(name);
      if (topic == null && (TopicNames.topicProblem(name) == null || TopicNames.isRetry(name))) {
        topics.put(rules.lost(name, queues));
      }
    }
  }

  private BrokerParts parts() {
    return new BrokerParts(
        store,
        storage,
        dispatch,
        registration,
        pop,
        transactions,
        groupState,
        topics,
        rules,
        groups,
        requestModes,
        detours,
        brokerStats,
        rates,
        operator,
        coldReads,
        clock,
        ProductVersion.text(),
        config.message().maxSizeBytes(),
        clock.millis());
  }

  /** What pages are served on each event loop; once started. */
  BrowserRole browsers() {
    return Objects.requireNonNull(browsers);
  }

  /** All instances share one port. */
  private void listen(Deployments deployments, BrokerParts parts) throws Exception {
    RemotingServer.Options options =
        new RemotingServer.Options(
            config.broker().host(),
            SharedPort.BROKER.of(config.broker().port()),
            config.net().maxFrameBytes(),
            config.net().idleTimeoutMs());
    for (int loop = 0; loop < loops; loop++) {
      ConnectionVerticle verticle =
          new ConnectionVerticle(
              loop, options, stats, this::identity, scope -> BrokerHandlers.install(scope, parts));
      deployments.deployServer(
          verticle, "broker.port", config.broker().host(), config.broker().port());
      port = verticle.port();
    }
  }

  private BrokerIdentity identity(int listenPort) {
    return new BrokerIdentity(
        config.broker().cluster(),
        config.broker().name(),
        config.broker().id(),
        AdvertisedAddress.choose(config.broker().advertise(), config.broker().host(), listenPort));
  }

  Listening listening() {
    String advertised = identity(port).addressText();
    String host = config.broker().host();
    String note = advertised.equals(host + ":" + port) ? "" : " (as " + advertised + ")";
    return new Listening("broker", host, port, note);
  }

  /** One clause about the store for the line that says the process is ready. */
  String storeSummary() {
    return store.options().path()
        + " ("
        + store.commitLog().sizeBytes()
        + " bytes, "
        + topics.all().size()
        + " topics, "
        + (store.recovery().clean() ? "clean" : "recovered")
        + ")";
  }

  Readiness readiness(boolean started) {
    boolean writable = store.health().isWritable();
    return new Readiness(
        started && writable,
        Map.of(
            "broker",
            started ? "UP" : "STARTING",
            "store",
            writable ? "UP" : store.health().reason()));
  }
}
