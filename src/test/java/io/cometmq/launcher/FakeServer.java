package io.cometmq.launcher;

import io.cometmq.config.CometConfig;
import io.cometmq.config.ConfigLoader;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Stands in for the server behind the command line. Safe for any thread once made. */
final class FakeServer implements Server {
  private final CometConfig config;
  private final @Nullable Exception startFailure;
  private final @Nullable RuntimeException stopFailure;
  private final CountDownLatch stopped = new CountDownLatch(1);

  FakeServer(
      CometConfig config,
      @Nullable Exception startFailure,
      @Nullable RuntimeException stopFailure) {
    this.config = config;
    this.startFailure = startFailure;
    this.stopFailure = stopFailure;
  }

  CometConfig config() {
    return config;
  }

  boolean isStopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public Ready start() throws Exception {
    if (startFailure != null) {
      throw startFailure;
    }
    return new Ready(
        List.of(new Listening("broker", "127.0.0.1", config.broker().port(), "")), "empty");
  }

  @Override
  public void stop() {
    if (stopFailure != null) {
      throw stopFailure;
    }
    stopped.countDown();
  }

  /** A process that does nothing but wait for the signal to stop. */
  public static void main(String[] args) throws InterruptedException {
    PrintStream out = System.out;
    RuntimeException stopFailure =
        args.length > 0 && args[0].equals("fail") ? new IllegalStateException("stuck") : null;
    FakeServer server = new FakeServer(ConfigLoader.of(), null, stopFailure);
    StartCommand start = new StartCommand(Surroundings.ofProcess(config -> server));
    if (start.start(new StartOptions(null, List.of())) != ExitCode.OK) {
      throw new IllegalStateException("did not start");
    }
    out.println("up");
    new CountDownLatch(1).await();
  }
}
