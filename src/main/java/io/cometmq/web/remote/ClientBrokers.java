package io.cometmq.web.remote;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Filter;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.PullResult;
import io.cometmq.model.MessageQueue;
import io.cometmq.web.protocol.FilterText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the other brokers with the JVM client, which is made when there is somebody to reach.
 * Owned by one event loop.
 */
public final class ClientBrokers implements OtherBrokers {
  /** The group in the name of which is read. Nothing is kept for it. */
  private static final String GROUP = "comet-pages";

  /** Filters whose consumers are kept. */
  private static final int MOST_FILTERS = 64;

  private final Vertx vertx;
  private final String ownName;
  private final Supplier<Company> company;
  private final ClientOptions options;
  private final Map<FilterText, PullConsumer> consumers = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable CometClient client;

  /**
   * Creates it for the calling event loop.
   *
   * @param ownName this broker's name, whose queues are read from the store
   * @param company safe for any thread
   */
  public ClientBrokers(
      Vertx vertx, String ownName, Supplier<Company> company, ClientOptions options) {
    this.vertx = vertx;
    this.ownName = ownName;
    this.company = company;
    this.options = options;
  }

  @Override
  public Company company() {
    return company.get();
  }

  /** The client, made now if need be. */
  public CometClient client() {
    CometClient made = client;
    if (made == null) {
      made = CometClient.create(vertx, options);
      client = made;
    }
    return made;
  }

  private PullConsumer consumer(FilterText filter) {
    PullConsumer known = consumers.get(filter);
    if (known == null) {
      known = client().pullConsumer(PullOptions.of(GROUP).withFilter(filter(filter)));
      consumers.put(filter, known);
      if (consumers.size() > MOST_FILTERS) {
        // what it was asked for is still answered
        FilterText eldest = consumers.keySet().iterator().next();
        PullConsumer unused = consumers.remove(eldest);
        if (unused != null) {
          unused.close();
        }
      }
    }
    return known;
  }

  private static Filter filter(FilterText filter) {
    if (filter.sql() != null) {
      return Filter.sql(filter.sql());
    }
    return filter.tag() == null ? Filter.all() : new Filter(Filter.Kind.TAG, filter.tag());
  }

  @Override
  public Future<List<MessageQueue>> queues(String topic) {
    return client()
        .queues(topic)
        .map(all -> all.stream().filter(queue -> !queue.brokerName().equals(ownName)).toList());
  }

  @Override
  public Future<PullResult> pull(
      MessageQueue queue, FilterText filter, long offset, int most, long waitMs) {
    return consumer(filter).pull(queue, offset, most, Duration.ofMillis(waitMs));
  }

  @Override
  public Future<Long> first(MessageQueue queue) {
    return consumer(FilterText.ALL).firstOffset(queue);
  }

  @Override
  public Future<Long> end(MessageQueue queue) {
    return consumer(FilterText.ALL).endOffset(queue);
  }

  @Override
  public Future<Long> at(MessageQueue queue, long timeMs) {
    return consumer(FilterText.ALL).offsetAt(queue, Instant.ofEpochMilli(timeMs));
  }

  @Override
  public Future<?> close() {
    CometClient made = client;
    return made == null ? Future.succeededFuture() : made.close();
  }
}
