package io.cometmq.config;

/**
 * Settings of the sockets of NameServer and broker. Immutable.
 *
 * @param eventLoops 0 for a number chosen from the processors
 */
public record NetConfig(int eventLoops, long idleTimeoutMs, int maxFrameBytes) {
  static NetConfig of(ConfigValues values) {
    return new NetConfig(
        values.get(ConfigKeys.NET_EVENT_LOOPS),
        values.get(ConfigKeys.NET_IDLE_TIMEOUT),
        values.get(ConfigKeys.NET_MAX_FRAME));
  }
}
