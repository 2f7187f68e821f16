package io.cometmq.config;

/** Settings of the NameServer role. Immutable. */
public record NamesrvConfig(String host, int port) {
  static NamesrvConfig of(ConfigValues values) {
    return new NamesrvConfig(
        values.get(ConfigKeys.NAMESRV_HOST), values.get(ConfigKeys.NAMESRV_PORT));
  }
}
