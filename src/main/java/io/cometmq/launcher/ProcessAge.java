package io.cometmq.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Tells how long this process has been running. Stateless. Java's own answer is off by up to a
 * second on Linux, because it adds ticks to a boot time in whole seconds.
 */
final class ProcessAge {
  private static final Path STAT = Path.of("/proc/self/stat");
  private static final Path UPTIME = Path.of("/proc/uptime");

  /** Clock ticks per second, the same on every Linux that Java runs on. */
  private static final long TICKS = 100;

  /** Place of the start time among the fields after the process name. */
  private static final int START_FIELD = 19;

  private ProcessAge() {}

  static long millis() {
    try {
      if (Files.isReadable(STAT) && Files.isReadable(UPTIME)) {
        String stat = Files.readString(STAT);
        List<String> fields =
            List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", START_FIELD + 2));
        String uptime = Files.readString(UPTIME);
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        return Math.round(seconds * 1000) - Long.parseLong(fields.get(START_FIELD)) * 1000 / TICKS;
      }
    } catch (IOException | RuntimeException e) {
      LoggerFactory.getLogger(ProcessAge.class).debug("the age of the process is not known", e);
    }
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> System.currentTimeMillis() - start.toEpochMilli())
        .orElse(0L);
  }
}
