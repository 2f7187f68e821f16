package io.cometmq.net;

import java.util.concurrent.atomic.LongAdder;

/** What happened on the sockets of one listener. Safe for any thread. */
public final class RemotingStats {
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder idleClosed = new LongAdder();
  private final LongAdder brokenFrames = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder unsupported = new LongAdder();
  private final LongAdder failed = new LongAdder();

  void onOpen() {
    opened.increment();
  }

  void onClose() {
    closed.increment();
  }

  void onIdleClose() {
    idleClosed.increment();
  }

  void onBrokenFrame() {
    brokenFrames.increment();
  }

  void onRequest() {
    requests.increment();
  }

  void onUnsupported() {
    unsupported.increment();
  }

  void onFailed() {
    failed.increment();
  }

  /** Connections open now. */
  public long open() {
    return opened.sum() - closed.sum();
  }

  /** Connections accepted since the start. */
  public long accepted() {
    return opened.sum();
  }

  /** Connections closed because they neither read nor wrote for the idle time. */
  public long idleClosed() {
    return idleClosed.sum();
  }

  /** Connections closed because of bytes that are no frame. */
  public long brokenFrames() {
    return brokenFrames.sum();
  }

  /** Requests received. */
  public long requests() {
    return requests.sum();
  }

  /** Requests answered with "not supported". */
  public long unsupported() {
    return unsupported.sum();
  }

  /** Requests that failed by an unexpected exception. */
  public long failed() {
    return failed.sum();
  }
}
