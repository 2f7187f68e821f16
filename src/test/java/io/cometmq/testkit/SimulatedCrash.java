package io.cometmq.testkit;

/** The moment at which {@link SimulatedFiles} stops working; nothing after it has happened. */
public final class SimulatedCrash extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SimulatedCrash(String call) {
    super("crash in " + call);
  }
}
