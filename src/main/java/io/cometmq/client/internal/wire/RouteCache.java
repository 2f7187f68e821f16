package io.cometmq.client.internal.wire;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.TopicRouteBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.NamesrvHeaders.RouteInfo;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of topics, asked for again from time to time and whenever a broker seems to know
 * better. Topics by the names that applications use. Owned by the client's loop.
 */
public final class RouteCache {
  private static final Logger LOG = LoggerFactory.getLogger(RouteCache.class);
  private static final HeaderType<RouteInfo> ROUTE_INFO = HeaderType.of(RouteInfo.class);
  private static final byte[] NO_BODY = new byte[0];

  /** How soon a topic that was about to be created is looked at again. */
  private static final long PROVISIONAL_MS = 1_000;

  private static final class Entry {
    @Nullable TopicQueues queues;
    @Nullable Future<TopicQueues> loading;
    long loadedAtMs;
    int newTopicQueues;
  }

  private final NameServers nameServers;
  private final Namespace namespace;
  private final long refreshMs;
  private final Map<String, Entry> entries = new HashMap<>();
  private Consumer<String> changeListener = topic -> {};

  /** Creates an empty cache. */
  public RouteCache(NameServers nameServers, ClientOptions options) {
    this.nameServers = nameServers;
    this.namespace = new Namespace(options.namespace());
    this.refreshMs = options.routeRefresh().toMillis();
  }

  /** Is told of topics whose queues are others than before. */
  public void onChange(Consumer<String> listener) {
    changeListener = listener;
  }

  /** What is known of a topic, null when it has not been loaded. */
  public @Nullable TopicQueues cached(String topic) {
    Entry entry = entries.get(topic);
    return entry == null ? null : entry.queues;
  }

  /**
   * What is known of a topic, or what a NameServer says.
   *
   * @param newTopicQueues how many queues to assume when the topic does not exist but may be
   *     created by a message; 0 to fail instead
   */
  public Future<TopicQueues> get(String topic, int newTopicQueues) {
    Entry entry = entries.computeIfAbsent(topic, key -> new Entry());
    entry.newTopicQueues = Math.max(entry.newTopicQueues, newTopicQueues);
    TopicQueues known = entry.queues;
    boolean good = known != null && (newTopicQueues > 0 || !known.provisional());
    return good && known != null ? Future.succeededFuture(known) : load(topic, entry);
  }

  /** Asks again in the background. */
  public void refresh(String topic) {
    Entry entry = entries.get(topic);
    // what a broker complained about may be known already
    if (entry != null && ClientLoop.nowMs() - entry.loadedAtMs > 100) {
      loadQuietly(topic, entry);
    }
  }

  /** Asks again for what has become old. */
  public void refreshOld() {
    long now = ClientLoop.nowMs();
    Map.copyOf(entries)
        .forEach(
            (topic, entry) -> {
              TopicQueues known = entry.queues;
              boolean soon = known != null && known.provisional();
              if (now - entry.loadedAtMs >= (soon ? PROVISIONAL_MS : refreshMs)) {
                loadQuietly(topic, entry);
              }
            });
  }

  /** Addresses of all brokers in the routes. */
  public Set<String> brokerAddresses() {
    Set<String> all = new TreeSet<>();
    entries.values().stream()
        .map(entry -> entry.queues)
        .filter(queues -> queues != null)
        .forEach(queues -> all.addAll(new HashSet<>(queues.masters().values())));
    return all;
  }

  private void loadQuietly(String topic, Entry entry) {
    load(topic, entry)
        .onFailure(
            cause -> LOG.debug("route of {} stays as it was: {}", topic, cause.getMessage()));
  }

  private Future<TopicQueues> load(String topic, Entry entry) {
    Future<TopicQueues> underway = entry.loading;
    if (underway != null) {
      return underway;
    }
    Future<TopicQueues> started =
        ask(topic, topic)
            .recover(
                cause ->
                    cause instanceof ClientException.NoRoute && entry.newTopicQueues > 0
                        ? ask(topic, TopicNames.AUTO_CREATE)
                            .map(
                                pattern ->
                                    TopicQueues.provisional(
                                        topic, pattern.route(), entry.newTopicQueues))
                        : Future.failedFuture(cause))
            .transform(
                done -> {
                  entry.loading = null;
                  entry.loadedAtMs = ClientLoop.nowMs();
                  return done.succeeded()
                      ? Future.succeededFuture(changed(topic, entry, done.result()))
                      : failed(topic, entry, done.cause());
                });
    if (!started.isComplete()) {
      entry.loading = started;
    }
    return started;
  }

  private TopicQueues changed(String topic, Entry entry, TopicQueues loaded) {
    TopicQueues before = entry.queues;
    if (before != null && loaded.equals(before)) {
      return before;
    }
    entry.queues = loaded;
    LOG.debug("{} is at {}", topic, loaded.readable());
    changeListener.accept(topic);
    return loaded;
  }

  private Future<TopicQueues> failed(String topic, Entry entry, Throwable cause) {
    TopicQueues before = entry.queues;
    if (before == null) {
      entries.remove(topic, entry);
    }
    return Future.failedFuture(cause);
  }

  private Future<TopicQueues> ask(String topic, String asked) {
    RemotingCommand request =
        RemotingCommand.request(
            RequestCode.GET_ROUTEINFO_BY_TOPIC,
            ROUTE_INFO.encode(new RouteInfo(namespace.wrap(asked), true)),
            NO_BODY);
    return nameServers.invoke(request).compose(answer -> read(topic, answer));
  }

  private Future<TopicQueues> read(String topic, RemotingCommand answer) {
    String server = nameServers.address();
    if (answer.code() == ResponseCode.TOPIC_NOT_EXIST) {
      return Future.failedFuture(new ClientException.NoRoute(topic, server, answer.code()));
    }
    if (answer.code() != ResponseCode.SUCCESS) {
      return Future.failedFuture(Failures.refused(answer, server, topic));
    }
    TopicQueues queues = TopicQueues.of(topic, TopicRouteBody.read(answer.body()));
    List<MessageQueue> readable = queues.readable();
    return readable.isEmpty() && queues.writable().isEmpty()
        ? Future.failedFuture(new ClientException.NoRoute(topic, server, ClientException.NO_CODE))
        : Future.succeededFuture(queues);
  }
}
