package io.cometmq.model;

/** Permission bits of a topic or broker; the numbers are RocketMQ's. Stateless. */
public final class Permission {
  /** Other topics may be created after this one's pattern. */
  public static final int INHERIT = 1;

  /** Producers may write. */
  public static final int WRITE = 2;

  /** Consumers may read. */
  public static final int READ = 4;

  /** Reserved by RocketMQ. */
  public static final int PRIORITY = 8;

  private Permission() {}

  /** Whether consumers may read. */
  public static boolean isReadable(int perm) {
    return (perm & READ) != 0;
  }

  /** Whether producers may write. */
  public static boolean isWritable(int perm) {
    return (perm & WRITE) != 0;
  }

  /** Whether other topics may be created after this one's pattern. */
  public static boolean isInherited(int perm) {
    return (perm & INHERIT) != 0;
  }

  /** Whether this is a combination of the bits above. */
  public static boolean isValid(int perm) {
    return perm >= 0 && perm < 2 * PRIORITY;
  }
}
