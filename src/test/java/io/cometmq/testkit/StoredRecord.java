package io.cometmq.testkit;

/** A record that a test has appended, and where it went. */
public record StoredRecord(
    String topic,
    int queueId,
    long queueOffset,
    long physicalOffset,
    int size,
    String key,
    byte[] body) {
  /** Position after it. */
  public long end() {
    return physicalOffset + size;
  }
}
