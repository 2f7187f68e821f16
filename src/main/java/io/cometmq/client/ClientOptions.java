package io.cometmq.client;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.net.ClientSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a client finds and treats servers. Immutable; start with {@link #of}.
 *
 * @param nameServers each {@code host:port}; when one does not answer the next is asked
 * @param namespace put in front of the names of topics and groups on the wire; empty for none
 * @param connectTimeout for one attempt to connect, 3 s
 * @param requestTimeout for one request that has no limit of its own, 3 s
 * @param routeRefresh after which time what is known of a topic is asked for again, 30 s
 * @param heartbeat how often brokers are told that this client lives, 30 s; they forget it after
 *     120 s
 * @param idleClose after which time a connection that nobody uses is closed, 120 s; those to
 *     brokers that hear of a producer or consumer are in use
 * @param closeTimeout how long a close waits for what is under way, 10 s
 * @param maxFrameBytes longest answer taken, 16 MiB
 * @param credentials who the client is, for servers that check it; null to say nothing
 * @param tls how connections are encrypted, null for not at all; not copied
 * @param traceTopic where traces of messages go, empty for none
 * @param meters where the client's meters are, null for none
 * @param name value of the meters' tag {@code client}, {@code default}
 */
public record ClientOptions(
    List<String> nameServers,
    String namespace,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration routeRefresh,
    Duration heartbeat,
    Duration idleClose,
    Duration closeTimeout,
    int maxFrameBytes,
    @Nullable Credentials credentials,
    @Nullable ClientSSLOptions tls,
    String traceTopic,
    @Nullable MeterRegistry meters,
    String name) {

  /**
   * Checks what is given.
   *
   * @throws ClientException.Invalid naming what is wrong
   */
  public ClientOptions {
    nameServers = List.copyOf(nameServers);
    if (nameServers.isEmpty()) {
      throw new ClientException.Invalid(
          "no NameServer is given", null, "name at least one as host:port");
    }
    positive("connectTimeout", connectTimeout);
    positive("requestTimeout", requestTimeout);
    positive("routeRefresh", routeRefresh);
    positive("heartbeat", heartbeat);
    positive("idleClose", idleClose);
    positive("closeTimeout", closeTimeout);
  }

  /** Options with the defaults for everything else. */
  public static ClientOptions of(String... nameServers) {
    return new ClientOptions(
        List.of(nameServers),
        "",
        Duration.ofSeconds(3),
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(120),
        Duration.ofSeconds(10),
        16 << 20,
        null,
        null,
        "",
        null,
        "default");
  }

  /** The same with a namespace. */
  public ClientOptions withNamespace(String other) {
    return changed(draft -> draft.namespace = other);
  }

  /** The same with other limits for connecting and for requests. */
  public ClientOptions withTimeouts(Duration connect, Duration request) {
    return changed(
        draft -> {
          draft.connectTimeout = connect;
          draft.requestTimeout = request;
        });
  }

  /** The same with other intervals for what is done again and again. */
  public ClientOptions withIntervals(Duration routes, Duration heartbeats) {
    return changed(
        draft -> {
          draft.routeRefresh = routes;
          draft.heartbeat = heartbeats;
        });
  }

  /** The same with connections that nobody uses closed after another time. */
  public ClientOptions withIdleClose(Duration idle) {
    return changed(draft -> draft.idleClose = idle);
  }

  /** The same with another patience at the end. */
  public ClientOptions withCloseTimeout(Duration other) {
    return changed(draft -> draft.closeTimeout = other);
  }

  /** The same with each request signed. */
  public ClientOptions withCredentials(Credentials own) {
    return changed(draft -> draft.credentials = own);
  }

  /**
   * The same with encrypted connections, to NameServers and brokers alike. Unless told otherwise by
   * {@link ClientSSLOptions#setHostnameVerificationAlgorithm}, names of servers are compared with
   * those in their certificates; an empty algorithm has them not compared.
   *
   * @param how which certificates are trusted, and what the client shows of itself
   */
  public ClientOptions withTls(ClientSSLOptions how) {
    ClientSSLOptions own = how.copy();
    if (own.getHostnameVerificationAlgorithm() == null) {
      own.setHostnameVerificationAlgorithm("HTTPS");
    }
    return changed(draft -> draft.tls = own);
  }

  /** The same with traces of all messages in RocketMQ's own topic for them. */
  public ClientOptions withTracing() {
    return withTracing("RMQ_SYS_TRACE_TOPIC");
  }

  /**
   * The same with traces of all messages in a topic, as RocketMQ's tools read them. Each message
   * stored and each end of a transaction leaves one; they leave in batches, and are dropped when
   * they can't be sent.
   */
  public ClientOptions withTracing(String topic) {
    return changed(draft -> draft.traceTopic = topic);
  }

  /**
   * The same with meters, whose names begin with {@code comet.client}.
   *
   * @param clientName value of their tag {@code client}: another one for each client of a process
   */
  public ClientOptions withMeters(MeterRegistry registry, String clientName) {
    return changed(
        draft -> {
          draft.meters = registry;
          draft.name = clientName;
        });
  }

  private ClientOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  private static void positive(String name, Duration value) {
    if (value.toMillis() <= 0) {
      throw new ClientException.Invalid(
          name + " is " + value, null, "it must be at least one millisecond");
    }
  }

  /** Options while one of them changes. */
  private static final class Draft {
    private final ClientOptions before;
    private String namespace;
    private Duration connectTimeout;
    private Duration requestTimeout;
    private Duration routeRefresh;
    private Duration heartbeat;
    private Duration idleClose;
    private Duration closeTimeout;
    private @Nullable Credentials credentials;
    private @Nullable ClientSSLOptions tls;
    private String traceTopic;
    private @Nullable MeterRegistry meters;
    private String name;

    Draft(ClientOptions before) {
      this.before = before;
      this.namespace = before.namespace;
      this.connectTimeout = before.connectTimeout;
      this.requestTimeout = before.requestTimeout;
      this.routeRefresh = before.routeRefresh;
      this.heartbeat = before.heartbeat;
      this.idleClose = before.idleClose;
      this.closeTimeout = before.closeTimeout;
      this.credentials = before.credentials;
      this.tls = before.tls;
      this.traceTopic = before.traceTopic;
      this.meters = before.meters;
      this.name = before.name;
    }

    ClientOptions options() {
      return new ClientOptions(
          before.nameServers,
          namespace,
          connectTimeout,
          requestTimeout,
          routeRefresh,
          heartbeat,
          idleClose,
          closeTimeout,
          before.maxFrameBytes,
          credentials,
          tls,
          traceTopic,
          meters,
          name);
    }
  }
}
