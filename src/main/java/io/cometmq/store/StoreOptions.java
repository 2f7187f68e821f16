package io.cometmq.store;

import io.cometmq.config.FlushMode;
import io.cometmq.config.StoreConfig;
import io.cometmq.model.DelayLevels;
import io.cometmq.store.index.IndexLayout;
import io.cometmq.store.log.LogPreparation;
import java.nio.file.Path;

/**
 * How a store is kept. Immutable.
 *
 * @param path root directory
 * @param segmentBytes size of a commit log file
 * @param logWindowBytes how much of a commit log file is mapped at a time, a multiple of 65536
 * @param preparation what is made ready ahead of the log's writer
 * @param syncFlush whether producers wait until their records have been forced to disk
 * @param flushIntervalMs time between two forces otherwise
 * @param retentionMs how long records are kept
 * @param diskLimitPercent use of the disk above which the oldest files go early
 * @param maxLogBytes size of the log above which the oldest files go early, 0 for none
 * @param spareFiles how many expired files of the log are kept to be used again
 * @param queueFileUnits units in a consume queue file; RocketMQ's are 300,000
 * @param mappedBytes how much of all files is mapped at most, apart from what is in use right now
 * @param index sizes of index files
 * @param delayLevels when messages in the topic of delayed ones are due
 */
public record StoreOptions(
    Path path,
    int segmentBytes,
    int logWindowBytes,
    LogPreparation preparation,
    boolean syncFlush,
    long flushIntervalMs,
    long retentionMs,
    int diskLimitPercent,
    long maxLogBytes,
    int spareFiles,
    int queueFileUnits,
    long mappedBytes,
    IndexLayout index,
    DelayLevels delayLevels) {
  private static final int LOG_WINDOW_BYTES = 16 << 20;
  private static final int QUEUE_FILE_UNITS = 300_000;
  private static final long MAPPED_BYTES = 160L << 20;

  /** The options that the settings ask for, with RocketMQ's file formats. */
  public static StoreOptions of(StoreConfig config, DelayLevels delayLevels) {
    return new StoreOptions(
        config.path(),
        config.segmentSizeBytes(),
        LOG_WINDOW_BYTES,
        preparation(config),
        config.flush() == FlushMode.SYNC,
        config.flushIntervalMs(),
        config.retentionMs(),
        config.diskLimitPercent(),
        config.maxSizeBytes(),
        config.spareFiles(),
        QUEUE_FILE_UNITS,
        MAPPED_BYTES,
        IndexLayout.STANDARD,
        delayLevels);
  }

  private static LogPreparation preparation(StoreConfig config) {
    if (!config.preallocate()) {
      return LogPreparation.NONE;
    }
    return config.flush() == FlushMode.SYNC ? LogPreparation.FORCED : LogPreparation.PAGES;
  }
}
