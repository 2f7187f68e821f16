package io.cometmq.config;

/** Settings of a single message. Immutable. */
public record MessageConfig(int maxSizeBytes) {
  static MessageConfig of(ConfigValues values) {
    return new MessageConfig(values.get(ConfigKeys.MESSAGE_MAX_SIZE));
  }
}
