package io.cometmq.web.auth;

import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.Gate;
import io.cometmq.web.protocol.GroupRights;
import io.cometmq.web.protocol.TopicRights;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens to those who show a token (JWT) that one of the keys has signed. Safe for any thread; the
 * keys are replaced as a whole when their files change.
 *
 * <p>A token has to have an end ({@code exp}) and a subject ({@code sub}). The claims {@code
 * subscribe} and {@code publish} list patterns of topics, {@code groups} patterns of groups; a page
 * may do what both they and {@code web.topics} and {@code web.groups} allow.
 */
public final class JwtGate implements Gate {
  private static final Logger LOG = LoggerFactory.getLogger(JwtGate.class);
  private static final long LOOK_EVERY_MS = 5_000;

  private final Vertx vertx;
  private final JwtKeys keys;
  private final TopicRights open;
  private final GroupRights groups;
  private volatile JWTAuth checks;
  private volatile long readMs;

  /**
   * Reads the keys; may wait for the disk.
   *
   * @param open topics that no token can go beyond
   * @param groups groups that no token can go beyond
   * @throws IllegalArgumentException when a key cannot be read or used
   */
  public JwtGate(Vertx vertx, JwtKeys keys, TopicRights open, GroupRights groups) {
    this.vertx = vertx;
    this.keys = keys;
    this.open = open;
    this.groups = groups;
    this.readMs = keys.changedMs();
    this.checks = checks();
  }

  private JWTAuth checks() {
    JWTAuthOptions options = keys.read();
    try {
      return JWTAuth.create(vertx, options);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the keys of web.jwt cannot be used: "
              + e.getMessage()
              + "; web.jwt.algorithm must fit the secret or the public key",
          e);
    }
  }

  /** Looks from now on, on a worker, whether files with keys have changed. */
  public void follow() {
    if (readMs > 0) {
      vertx.setPeriodic(LOOK_EVERY_MS, id -> vertx.executeBlocking(this::look, false));
    }
  }

  /** Reads the keys again if their files have changed; keeps the old ones when that fails. */
  boolean look() {
    try {
      long changed = keys.changedMs();
      if (changed == readMs) {
        return false;
      }
      checks = checks();
      readMs = changed;
      LOG.info("the keys for tokens of pages have been read again");
      return true;
    } catch (IllegalArgumentException e) {
      LOG.warn("the keys for tokens of pages stay as they are: {}", e.getMessage());
      return false;
    }
  }

  @Override
  public Access admit(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      throw refused("there is none; it comes in connect, in a cookie or as Authorization: Bearer");
    }
    Future<User> checked = checks.authenticate(new TokenCredentials(token));
    if (!checked.isComplete()) {
      throw new IllegalStateException("a token was not checked at once");
    }
    if (checked.failed()) {
      throw refused(String.valueOf(checked.cause().getMessage()));
    }
    return access(checked.result().attributes().getJsonObject("accessToken", new JsonObject()));
  }

  private Access access(JsonObject claims) {
    if (!(claims.getValue("exp") instanceof Number expires)) {
      throw refused("the claim exp is missing; tokens without an end are not taken");
    }
    if (!(claims.getValue("sub") instanceof String user) || user.isBlank()) {
      throw refused("the claim sub is missing, which names the user");
    }
    List<TopicRights.Rule> rules = new ArrayList<>();
    patterns(claims, "subscribe")
        .forEach(pattern -> rules.add(new TopicRights.Rule(pattern, false, true)));
    patterns(claims, "publish")
        .forEach(pattern -> rules.add(new TopicRights.Rule(pattern, true, false)));
    return new Access(
        user,
        new TopicRights(rules, open),
        new GroupRights(patterns(claims, "groups"), groups),
        (expires.longValue() + keys.leewaySeconds()) * 1_000);
  }

  private static List<String> patterns(JsonObject claims, String name) {
    Object value = claims.getValue(name);
    List<String> patterns = new ArrayList<>();
    if (value instanceof JsonArray list) {
      for (Object each : list) {
        if (!(each instanceof String pattern)) {
          throw refused("the claim " + name + " must be a list of patterns, each a text");
        }
        patterns.add(pattern);
      }
    } else if (value != null) {
      throw refused("the claim " + name + " must be a list of patterns");
    }
    return patterns;
  }

  private static CometException refused(String why) {
    return new CometException(ErrorCode.BAD_TOKEN, "token: " + why);
  }
}
