package io.cometmq.config;

/**
 * Encryption of the HTTP side. Immutable. Both files are named, or none.
 *
 * @param certificate PEM file; empty for plain HTTP
 * @param key PEM file with its private key
 */
public record WebTlsConfig(String certificate, String key) {
  static WebTlsConfig of(ConfigValues values) {
    return new WebTlsConfig(
        values.get(ConfigKeys.WEB_TLS_CERTIFICATE), values.get(ConfigKeys.WEB_TLS_KEY));
  }

  /** Whether connections are encrypted. */
  public boolean isOn() {
    return !certificate.isEmpty();
  }
}
