package io.cometmq.web.auth;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys are that tokens are checked with. Immutable; reads files, so it may wait.
 *
 * @param secret of HS algorithms; null for none
 * @param publicKey a PEM file for RS, PS and ES algorithms; null for none
 * @param jwks a file with a JSON Web Key Set; null for none
 * @param algorithm of secret or public key, such as {@code HS256}
 * @param issuer that tokens must name; null for any
 * @param audience one of which tokens must name; empty for any
 * @param leewaySeconds by which clocks may differ
 */
public record JwtKeys(
    @Nullable String secret,
    @Nullable Path publicKey,
    @Nullable Path jwks,
    String algorithm,
    @Nullable String issuer,
    List<String> audience,
    int leewaySeconds) {

  /**
   * Reads the keys.
   *
   * @throws IllegalArgumentException when a file cannot be read or holds no key; the text names it
   */
  JWTAuthOptions read() {
    JWTOptions rules = new JWTOptions().setLeeway(leewaySeconds);
    if (issuer != null) {
      rules.setIssuer(issuer);
    }
    if (!audience.isEmpty()) {
      rules.setAudience(audience);
    }
    JWTAuthOptions options = new JWTAuthOptions().setJWTOptions(rules);
    if (secret != null) {
      options.addPubSecKey(new PubSecKeyOptions().setAlgorithm(algorithm).setBuffer(secret));
    }
    if (publicKey != null) {
      options.addPubSecKey(
          new PubSecKeyOptions()
              .setAlgorithm(algorithm)
              .setBuffer(Buffer.buffer(bytes("web.jwt.public-key", publicKey))));
    }
    if (jwks != null) {
      keySet(jwks).forEach(options::addJwk);
    }
    return options;
  }

  private static List<JsonObject> keySet(Path path) {
    JsonArray keys;
    try {
      keys = new JsonObject(Buffer.buffer(bytes("web.jwt.jwks", path))).getJsonArray("keys");
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException(
          "web.jwt.jwks: " + path + " is no JSON Web Key Set: " + e.getMessage(), e);
    }
    if (keys == null || keys.isEmpty()) {
      throw new IllegalArgumentException(
          "web.jwt.jwks: " + path + " has no keys; expected is {\"keys\": [{\"kty\": …}, …]}");
    }
    List<JsonObject> found = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      found.add(keys.getJsonObject(i));
    }
    return found;
  }

  private static byte[] bytes(String key, Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new IllegalArgumentException(key + ": " + path + " cannot be read: " + e, e);
    }
  }

  /** When the newest of the files was changed. */
  long changedMs() {
    long newest = 0;
    for (Path path : new Path[] {publicKey, jwks}) {
      if (path != null) {
        newest = Math.max(newest, changedMs(path));
      }
    }
    return newest;
  }

  private static long changedMs(Path path) {
    try {
      FileTime changed = Files.getLastModifiedTime(path);
      return changed.toMillis();
    } catch (IOException e) {
      throw new IllegalArgumentException(path + " cannot be read: " + e, e);
    }
  }
}
