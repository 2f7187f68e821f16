package io.cometmq.broker.pop;

import io.cometmq.bus.LoopTask;
import org.jspecify.annotations.Nullable;

/**
 * Messages are acknowledged. Owned by its event loop until it is handed over, then by the pop
 * context until it comes back.
 */
public abstract class AckCall implements PopEvent, LoopTask {
  private final int loop;
  private final boolean patient;
  final AckPart[] parts;
  private @Nullable Throwable failure;

  /**
   * Creates a call that comes back to this loop.
   *
   * @param patient whether the consumer goes on without the answer
   * @param parts which messages
   */
  protected AckCall(int loop, boolean patient, AckPart... parts) {
    this.patient = patient;
    this.loop = loop;
    this.parts = parts.clone();
  }

  @Override
  public final int loop() {
    return loop;
  }

  @Override
  public final void run(PopCore core) {
    core.ack(this);
  }

  final boolean isPatient() {
    return patient;
  }

  /** Why it could not be noted down; null when it was. */
  protected final @Nullable Throwable failure() {
    return failure;
  }

  final void failed(Throwable cause) {
    failure = cause;
  }
}
