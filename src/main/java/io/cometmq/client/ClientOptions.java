package io.cometmq.client;

import java.time.Duration;
import java.util.List;

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
 * @param closeTimeout how long a close waits for what is under way, 10 s
 * @param maxFrameBytes longest answer taken, 16 MiB
 */
public record ClientOptions(
    List<String> nameServers,
    String namespace,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration routeRefresh,
    Duration heartbeat,
    Duration closeTimeout,
    int maxFrameBytes) {

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
        Duration.ofSeconds(10),
        16 << 20);
  }

  /** The same with a namespace. */
  public ClientOptions withNamespace(String other) {
    return new ClientOptions(
        nameServers,
        other,
        connectTimeout,
        requestTimeout,
        routeRefresh,
        heartbeat,
        closeTimeout,
        maxFrameBytes);
  }

  /** The same with other limits for connecting and for requests. */
  public ClientOptions withTimeouts(Duration connect, Duration request) {
    return new ClientOptions(
        nameServers,
        namespace,
        connect,
        request,
        routeRefresh,
        heartbeat,
        closeTimeout,
        maxFrameBytes);
  }

  /** The same with other intervals for what is done again and again. */
  public ClientOptions withIntervals(Duration routes, Duration heartbeats) {
    return new ClientOptions(
        nameServers,
        namespace,
        connectTimeout,
        requestTimeout,
        routes,
        heartbeats,
        closeTimeout,
        maxFrameBytes);
  }

  /** The same with another patience at the end. */
  public ClientOptions withCloseTimeout(Duration other) {
    return new ClientOptions(
        nameServers,
        namespace,
        connectTimeout,
        requestTimeout,
        routeRefresh,
        heartbeat,
        other,
        maxFrameBytes);
  }

  private static void positive(String name, Duration value) {
    if (value.toMillis() <= 0) {
      throw new ClientException.Invalid(
          name + " is " + value, null, "it must be at least one millisecond");
    }
  }
}
