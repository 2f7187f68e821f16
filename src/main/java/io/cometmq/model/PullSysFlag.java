package io.cometmq.model;

/** Flag bits of a pull request; the numbers are RocketMQ's. Stateless. */
public final class PullSysFlag {
  private static final int COMMIT_OFFSET = 1;
  private static final int SUSPEND = 2;
  private static final int SUBSCRIPTION = 4;

  private PullSysFlag() {}

  /** Flags of a request that carries its own filter expression, and may be held if so wanted. */
  public static int withSubscription(boolean suspend) {
    return SUBSCRIPTION | (suspend ? SUSPEND : 0);
  }

  /** Whether the request carries the group's progress. */
  public static boolean hasCommitOffset(int sysFlag) {
    return (sysFlag & COMMIT_OFFSET) != 0;
  }

  /** Whether the request may be held until a message arrives. */
  public static boolean hasSuspend(int sysFlag) {
    return (sysFlag & SUSPEND) != 0;
  }

  /** Whether the request carries its own filter expression. */
  public static boolean hasSubscription(int sysFlag) {
    return (sysFlag & SUBSCRIPTION) != 0;
  }
}
