package io.cometmq.client.internal.wire;

import io.vertx.core.Completable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for one result, without a future between. Owned by the thread that made it;
 * {@link #complete} may be called from any other.
 *
 * @param <T> of the result
 */
public final class Waiting<T> implements Completable<T> {
  private final CountDownLatch done = new CountDownLatch(1);
  private @Nullable T result;
  private @Nullable Throwable failure;

  @Override
  public void complete(@Nullable T value, @Nullable Throwable cause) {
    result = value;
    failure = cause;
    done.countDown();
  }

  /**
   * Waits for the result.
   *
   * @throws RuntimeException the failure
   * @throws InterruptedException when the thread is interrupted before there is a result; what it
   *     waited for goes on
   */
  public T await() throws InterruptedException {
    // what is there is not lost to an interrupt
    if (done.getCount() > 0) {
      done.await();
    }
    T value = result;
    if (value == null) {
      throw failure instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("neither result nor failure", failure);
    }
    return value;
  }
}
