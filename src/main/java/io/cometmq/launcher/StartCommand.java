package io.cometmq.launcher;

import io.cometmq.config.CometConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owned by the command line: loads the settings, starts the server and says that it is ready. */
final class StartCommand {
  private final Surroundings surroundings;

  StartCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  int start(StartOptions given) {
    CometConfig config = given.load(surroundings);
    LogSetup.apply(config.log().level());
    // the few names that are ever looked up can be left to the JVM; Netty's own resolver takes time
    // to start
    System.setProperty("vertx.disableDnsResolver", "true");
    return run(surroundings.servers().apply(config));
  }

  private int run(Server server) {
    Logger log = LoggerFactory.getLogger(CometMq.class);
    ShutdownHook hook = new ShutdownHook(server, surroundings.halt());
    surroundings.atShutdown().accept(hook.thread());
    try {
      Ready ready = server.start();
      hook.arm();
      log.info(ready.line(ProductVersion.text(), ProcessAge.millis()));
      return ExitCode.OK;
    } catch (StartException e) {
      log.error("Cannot start: {}", e.getMessage());
    } catch (Exception e) {
      log.error("Cannot start", e);
    }
    hook.disarm();
    return ExitCode.FAILED;
  }
}
