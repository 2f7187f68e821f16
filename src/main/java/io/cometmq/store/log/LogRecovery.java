package io.cometmq.store.log;

/**
 * What was found at the end of the log. Immutable.
 *
 * @param scannedFrom where checking began
 * @param end position after the last good record
 * @param records number of good records seen
 * @param stoppedBy what comes after it, in words
 * @param wipedBytes bytes after the end that were not zero and now are
 */
public record LogRecovery(
    long scannedFrom, long end, long records, String stoppedBy, long wipedBytes) {}
