package io.cometmq.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has taken from the machine. Immutable.
 *
 * @param cpuMs time on processors since its start, in milliseconds, with the kernel's part
 * @param rssKib memory that is resident, mapped files included
 * @param privateKib memory that is resident and no file's
 */
record ProcessUse(long cpuMs, long rssKib, long privateKib) {
  /** Linux counts in hundredths of a second. */
  private static final int MS_PER_TICK = 10;

  /** Fields before these two, counted after the name in brackets. */
  private static final int USER_TIME = 11;

  private static final Pattern USED =
      Pattern.compile("(?:new generation|tenured generation|garbage-first heap).* used (\\d+)K");

  static ProcessUse of(long pid) throws IOException {
    Path proc = Path.of("/proc", Long.toString(pid));
    String stat = Files.readString(proc.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
    String status = Files.readString(proc.resolve("status"));
    return new ProcessUse(ticks * MS_PER_TICK, kib(status, "VmRSS"), kib(status, "RssAnon"));
  }

  private static long kib(String status, String name) {
    Matcher matcher = Pattern.compile(name + ":\\s+(\\d+) kB").matcher(status);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + name + " in " + status);
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Kibibytes of a JVM's heap that are in use; after a collection when that is asked for. */
  static long heapKib(long pid, boolean collect) throws IOException, InterruptedException {
    if (collect) {
      jcmd(pid, "GC.run");
    }
    Matcher matcher = USED.matcher(jcmd(pid, "GC.heap_info"));
    long used = 0;
    while (matcher.find()) {
      used += Long.parseLong(matcher.group(1));
    }
    return used;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("jcmd " + command + " failed: " + out);
    }
    return out;
  }
}
