package io.cometmq.config;

import java.util.List;

/**
 * Settings of the tokens (JWT) that pages show. Immutable. Without a secret, key or key set no
 * tokens are asked for.
 *
 * @param secret of HS algorithms; empty for none
 * @param publicKey PEM file; empty for none
 * @param jwks file with a JSON Web Key Set; empty for none
 * @param algorithm of secret or public key
 * @param issuer that tokens must name; empty for any
 * @param audience one of which tokens must name; empty for any
 * @param leewayMs by which clocks may differ
 * @param cookie that may hold the token; empty for none
 */
public record WebJwtConfig(
    String secret,
    String publicKey,
    String jwks,
    String algorithm,
    String issuer,
    List<String> audience,
    long leewayMs,
    String cookie) {
  static WebJwtConfig of(ConfigValues values) {
    return new WebJwtConfig(
        values.get(ConfigKeys.WEB_JWT_SECRET),
        values.get(ConfigKeys.WEB_JWT_PUBLIC_KEY),
        values.get(ConfigKeys.WEB_JWT_JWKS),
        values.get(ConfigKeys.WEB_JWT_ALGORITHM),
        values.get(ConfigKeys.WEB_JWT_ISSUER),
        values.get(ConfigKeys.WEB_JWT_AUDIENCE),
        values.get(ConfigKeys.WEB_JWT_LEEWAY),
        values.get(ConfigKeys.WEB_JWT_COOKIE));
  }

  /** Whether there is a key, so that pages need tokens. */
  public boolean hasKey() {
    return !secret.isEmpty() || !publicKey.isEmpty() || !jwks.isEmpty();
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "WebJwtConfig[algorithm=" + algorithm + ", issuer=" + issuer + "]";
  }
}
