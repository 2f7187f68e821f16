package io.cometmq.store.file;

/**
 * How full a file system is. Immutable.
 *
 * @param totalBytes its size
 * @param usableBytes what this process may still write
 */
public record DiskSpace(long totalBytes, long usableBytes) {
  /** Share in use, in percent, rounded down. */
  public int usedPercent() {
    return totalBytes <= 0 ? 0 : (int) (100 - usableBytes * 100 / totalBytes);
  }
}
