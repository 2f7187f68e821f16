package io.cometmq.config;

/** Settings of the log that people read. Immutable. */
public record LogConfig(LogLevel level) {
  static LogConfig of(ConfigValues values) {
    return new LogConfig(values.get(ConfigKeys.LOG_LEVEL));
  }
}
