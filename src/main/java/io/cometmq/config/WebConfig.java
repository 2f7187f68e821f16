package io.cometmq.config;

import java.util.List;

/**
 * Settings of the HTTP side: health, metrics, browsers. Immutable.
 *
 * @param topics open to browsers; none by default
 * @param groups open to browsers; none by default
 * @param origins of pages that may connect, beside the broker's own
 * @param maxFrameBytes largest frame a page may send
 * @param maxBodyBytes largest body a page may publish
 * @param publishRate most messages in a second from one socket
 * @param socketsPerAddress most sockets of one address
 * @param subscriptions most subscriptions of one socket
 * @param credit most credit of one subscription, in messages
 * @param socketsPerUser most sockets of the user of a token
 * @param handshakeRate most new sockets in a second
 * @param otherBrokers whether pages read other brokers' queues, too
 * @param routeRefreshMs how often NameServers are asked where these are
 */
public record WebConfig(
    String host,
    int port,
    List<WebTopic> topics,
    List<String> groups,
    List<String> origins,
    int maxFrameBytes,
    int maxBodyBytes,
    int publishRate,
    int socketsPerAddress,
    int socketsPerUser,
    int subscriptions,
    int credit,
    int handshakeRate,
    long connectTimeoutMs,
    long pingIntervalMs,
    boolean otherBrokers,
    long routeRefreshMs,
    WebTlsConfig tls,
    WebJwtConfig jwt) {
  static WebConfig of(ConfigValues values) {
    return new WebConfig(
        values.get(ConfigKeys.WEB_HOST),
        values.get(ConfigKeys.WEB_PORT),
        values.get(ConfigKeys.WEB_TOPICS),
        values.get(ConfigKeys.WEB_GROUPS),
        values.get(ConfigKeys.WEB_ORIGINS),
        values.get(ConfigKeys.WEB_MAX_FRAME),
        values.get(ConfigKeys.WEB_MAX_BODY),
        values.get(ConfigKeys.WEB_PUBLISH_RATE),
        values.get(ConfigKeys.WEB_SOCKETS_PER_ADDRESS),
        values.get(ConfigKeys.WEB_SOCKETS_PER_USER),
        values.get(ConfigKeys.WEB_SUBSCRIPTIONS),
        values.get(ConfigKeys.WEB_CREDIT),
        values.get(ConfigKeys.WEB_HANDSHAKE_RATE),
        values.get(ConfigKeys.WEB_CONNECT_TIMEOUT),
        values.get(ConfigKeys.WEB_PING_INTERVAL),
        values.get(ConfigKeys.WEB_OTHER_BROKERS),
        values.get(ConfigKeys.WEB_ROUTE_REFRESH),
        WebTlsConfig.of(values),
        WebJwtConfig.of(values));
  }
}
