package io.cometmq.store.log;

/** What is made ready ahead of the log's writer, so that it does not wait for it. */
public enum LogPreparation {
  /** Only what the next record needs. */
  NONE,
  /** Blocks of the disk, and pages of memory; those of the map for a log that grows fast. */
  PAGES,
  /**
   * Blocks of the disk, and they are forced. For a log that is forced after each batch: such a
   * force writes the records then and nothing else, while blocks that are new to the file cost a
   * commit of the file system's journal each time. Every byte of the log is written twice for it.
   */
  FORCED
}
