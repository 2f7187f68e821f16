package io.cometmq.config;

import java.nio.file.Path;

/** Settings of the message store. Immutable. */
public record StoreConfig(
    Path path,
    int segmentSizeBytes,
    boolean preallocate,
    FlushMode flush,
    long flushIntervalMs,
    long retentionMs,
    int diskLimitPercent,
    long maxSizeBytes,
    int spareFiles) {

  static StoreConfig of(ConfigValues values) {
    return new StoreConfig(
        values.get(ConfigKeys.STORE_PATH),
        values.get(ConfigKeys.STORE_SEGMENT_SIZE),
        values.get(ConfigKeys.STORE_PREALLOCATE),
        values.get(ConfigKeys.STORE_FLUSH),
        values.get(ConfigKeys.STORE_FLUSH_INTERVAL),
        values.get(ConfigKeys.STORE_RETENTION),
        values.get(ConfigKeys.STORE_DISK_LIMIT),
        values.get(ConfigKeys.STORE_MAX_SIZE),
        values.get(ConfigKeys.STORE_SPARE_FILES));
  }
}
