package io.cometmq.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command of the fat jar that was run to its end in a process of its own. Immutable.
 *
 * @param said what it wrote to both its outputs
 */
public record ToolRun(int exitCode, String said) {
  /** Runs it, and waits for its end. */
  public static ToolRun of(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(BrokerProcess.classArchive());
    command.addAll(BrokerProcess.SHORT_LIVED);
    command.addAll(List.of("-Xmx256m", "-ea", "-jar", BrokerProcess.jar()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      return new ToolRun(process.waitFor(), said);
    }
  }
}
