package io.cometmq.launcher;

import io.cometmq.config.CometConfig;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owned by the command line: loads the settings, starts the server and says that it is ready. */
final class StartCommand {
  /** Read by logback.xml when the first logger is made. */
  private static final String LEVEL_PROPERTY = "cometmq.log.level";

  private final Surroundings surroundings;

  StartCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  int start(StartOptions given) {
    CometConfig config = given.load(surroundings);
    if (System.getProperty(LEVEL_PROPERTY) == null) {
      System.setProperty(LEVEL_PROPERTY, config.log().level().name().toUpperCase(Locale.ROOT));
    }
    return run(surroundings.servers().apply(config));
  }

  private int run(Server server) {
    Logger log = LoggerFactory.getLogger(CometMq.class);
    ShutdownHook hook = new ShutdownHook(server, surroundings.halt());
    surroundings.atShutdown().accept(hook.thread());
    try {
      Ready ready = server.start();
      hook.arm();
      log.info(ready.line(ProductVersion.text(), sinceProcessStartMs()));
      return ExitCode.OK;
    } catch (StartException e) {
      log.error("Cannot start: {}", e.getMessage());
    } catch (Exception e) {
      log.error("Cannot start", e);
    }
    hook.disarm();
    return ExitCode.FAILED;
  }

  private static long sinceProcessStartMs() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> System.currentTimeMillis() - start.toEpochMilli())
        .orElse(0L);
  }
}
