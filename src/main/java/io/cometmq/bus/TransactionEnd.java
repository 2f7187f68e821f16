package io.cometmq.bus;

import org.jspecify.annotations.Nullable;

/**
 * A producer's word on the outcome of a transaction, on its way from a connection's event loop to
 * the transaction context and back. Owned by the event loop until it is handed to {@link
 * TransactionProxy}, by the transaction context until it comes back as a {@link LoopTask}.
 */
public abstract class TransactionEnd implements LoopTask {
  private final int loop;
  private final String producerGroup;
  private final long queueOffset;
  private final long position;
  private final boolean commit;
  private final boolean fromCheck;
  private @Nullable Throwable failure;

  /**
   * Creates one that returns to the given event loop.
   *
   * @param queueOffset of the half in its topic, as the producer knows it
   * @param position of the half in the log, as the producer knows it
   * @param commit whether consumers are to see the message
   * @param fromCheck whether the broker has asked for it
   */
  protected TransactionEnd(
      int loop,
      String producerGroup,
      long queueOffset,
      long position,
      boolean commit,
      boolean fromCheck) {
    this.loop = loop;
    this.producerGroup = producerGroup;
    this.queueOffset = queueOffset;
    this.position = position;
    this.commit = commit;
    this.fromCheck = fromCheck;
  }

  @Override
  public final int loop() {
    return loop;
  }

  /** The group that it claims to be of. */
  public final String producerGroup() {
    return producerGroup;
  }

  /** Offset of the half in its topic. */
  public final long queueOffset() {
    return queueOffset;
  }

  /** Position of the half in the log. */
  public final long position() {
    return position;
  }

  /** Whether consumers are to see the message. */
  public final boolean isCommit() {
    return commit;
  }

  /** Whether the broker has asked for it. */
  public final boolean isFromCheck() {
    return fromCheck;
  }

  /** Says why the transaction was not ended; transaction context only. */
  public final void fail(Throwable cause) {
    failure = cause;
  }

  /** Why the transaction was not ended; null when it was. */
  protected final @Nullable Throwable failure() {
    return failure;
  }
}
