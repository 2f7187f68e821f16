package io.cometmq.client;

import org.jspecify.annotations.Nullable;

/**
 * Who a client is, for servers that check it. Each request is signed as the official client's
 * {@code AclClientRPCHook} does. Immutable.
 *
 * @param accessKey name of the account
 * @param secretKey proves it; never sent
 * @param securityToken for accounts that are lent for a while, null for none
 */
public record Credentials(String accessKey, String secretKey, @Nullable String securityToken) {
  /**
   * Checks what is given.
   *
   * @throws ClientException.Invalid when a key is empty
   */
  public Credentials {
    if (accessKey.isBlank() || secretKey.isBlank()) {
      throw new ClientException.Invalid(
          "the access key or the secret key is empty", null, "give both, or no credentials");
    }
  }

  /** An account of its own. */
  public static Credentials of(String accessKey, String secretKey) {
    return new Credentials(accessKey, secretKey, null);
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "Credentials[" + accessKey + "]";
  }
}
