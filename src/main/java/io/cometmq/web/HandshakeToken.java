package io.cometmq.web;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the token that a request brings along. Immutable. It is never looked for in the address,
 * which proxies and browsers write down.
 *
 * @param cookie name of the cookie that may hold it; empty for none
 */
record HandshakeToken(String cookie) {
  private static final String BEARER = "Bearer ";

  /** The token of the header Authorization, or else of the cookie; null when there is none. */
  @Nullable String of(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).strip();
    }
    Cookie found = cookie.isEmpty() ? null : request.getCookie(cookie);
    return found == null ? null : found.getValue();
  }
}
