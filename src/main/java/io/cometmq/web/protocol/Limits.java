package io.cometmq.web.protocol;

/**
 * What one socket may do. Immutable.
 *
 * @param bodyBytes largest body of a published message
 * @param subscriptions most at a time
 * @param publishRate most messages in a second
 * @param credit most of one subscription
 * @param connectMs time in which {@code connect} must come
 * @param pingMs time of silence after which the broker asks whether the page is alive
 */
public record Limits(
    int bodyBytes, int subscriptions, int publishRate, int credit, long connectMs, long pingMs) {
  /** Time of silence after which a socket is closed: two pings unanswered, and a little. */
  public long silenceMs() {
    return 2 * pingMs + pingMs / 2;
  }
}
