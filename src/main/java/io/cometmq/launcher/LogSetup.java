package io.cometmq.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import io.cometmq.config.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the log up: one line per event on the standard output. By calls and not by a file, because
 * reading XML is a quarter of a second of each start. Stateless.
 */
final class LogSetup {
  private static final String PATTERN =
      "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%thread] %logger{0}: %msg%n";

  /** Logback's own property; whoever sets it wants another log. */
  private static final String FILE_PROPERTY = "logback.configurationFile";

  private LogSetup() {}

  static void apply(LogLevel level) {
    apply(level, ConsoleTarget.SystemOut);
  }

  /** The same on the error output, for commands whose output is their result. */
  static void applyToErrors(LogLevel level) {
    apply(level, ConsoleTarget.SystemErr);
  }

  private static void apply(LogLevel level, ConsoleTarget target) {
    if (System.getProperty(FILE_PROPERTY) != null
        || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget(target.getName());
    console.setEncoder(encoder);
    console.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(level.name()));
    root.addAppender(console);
  }
}
