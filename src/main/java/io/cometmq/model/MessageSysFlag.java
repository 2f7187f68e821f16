package io.cometmq.model;

/** System flag bits of a message; the numbers are RocketMQ's. Stateless. */
public final class MessageSysFlag {
  /** The body is compressed. */
  public static final int COMPRESSED = 0x1;

  /** The topic hashes several tags. */
  public static final int MULTI_TAGS = 0x2;

  /** Mask of the transaction type. */
  public static final int TRANSACTION_MASK = 0xC;

  /** First half of a transaction. */
  public static final int TRANSACTION_PREPARED = 0x4;

  /** Committed second half of a transaction. */
  public static final int TRANSACTION_COMMIT = 0x8;

  /** Rolled back second half of a transaction. */
  public static final int TRANSACTION_ROLLBACK = 0xC;

  private MessageSysFlag() {}

  /** Whether consumers may see a record with these flags: it is no open or undone transaction. */
  public static boolean isVisible(int sysFlag) {
    int type = sysFlag & TRANSACTION_MASK;
    return type == 0 || type == TRANSACTION_COMMIT;
  }
}
