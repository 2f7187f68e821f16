package io.cometmq.config;

/** Settings of the HTTP side: health, metrics, browsers. Immutable. */
public record WebConfig(String host, int port) {
  static WebConfig of(ConfigValues values) {
    return new WebConfig(values.get(ConfigKeys.WEB_HOST), values.get(ConfigKeys.WEB_PORT));
  }
}
