package io.cometmq.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the reference page and the sample file from the keys, so that neither can say what the
 * code does not do. Stateless.
 */
public final class ConfigDocument {
  private static final int WIDTH = 96;

  private static final Map<String, String> SECTIONS =
      Map.of(
          "", "What this process is",
          "namesrv", "The NameServer, which tells clients where topics live",
          "broker", "The broker, which stores and delivers messages",
          "web", "The HTTP side: health, metrics, browsers",
          "store", "The message store on disk",
          "message", "One message",
          "delay", "Messages that are delivered later",
          "transaction", "Transactions",
          "net", "Connections to NameServer and broker",
          "log", "The log that people read");

  private ConfigDocument() {}

  /** The text of {@code docs/configuration.md}. */
  public static String markdown() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    String section = "?";
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      if (!key.section().equals(section)) {
        section = key.section();
        text.append("\n## ").append(title(section)).append("\n\n");
        text.append("| key | meaning | allowed | unit | default | environment variable |\n");
        text.append("| --- | --- | --- | --- | --- | --- |\n");
      }
      text.append("| `").append(key.name()).append("` | ").append(key.doc());
      text.append(" | ").append(key.type().allowed()).append(" | ").append(key.type().unit());
      text.append(" | `").append(defaultText(key)).append("` | `");
      text.append(key.environmentName()).append("` |\n");
    }
    return text.toString();
  }

  /** The text of {@code conf/cometmq.yaml}. */
  public static String sampleFile() {
    StringBuilder text = new StringBuilder(SAMPLE_HEADER);
    String section = "";
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      if (!key.section().equals(section)) {
        section = key.section();
        text.append("\n# ").append(title(section)).append(".\n").append(section).append(":\n");
      }
      String indent = section.isEmpty() ? "" : "  ";
      text.append(section.isEmpty() ? "\n" : "");
      comment(text, indent, key.doc());
      comment(text, indent, "Allowed: " + key.type().allowed() + ".");
      comment(text, indent, unit(key) + "Default: " + defaultText(key) + ".");
      text.append(indent).append(key.localName()).append(": ").append(defaultText(key));
      text.append('\n');
    }
    return text.toString();
  }

  private static String defaultText(ConfigKey<?> key) {
    return key.defaultText().isEmpty() ? "\"\"" : key.defaultText();
  }

  private static String unit(ConfigKey<?> key) {
    return key.type().unit().isEmpty() ? "" : "Unit: " + key.type().unit() + ". ";
  }

  private static void comment(StringBuilder text, String indent, String words) {
    for (String line : wrap(words, WIDTH - indent.length() - 2)) {
      text.append(indent).append("# ").append(line).append('\n');
    }
  }

  private static String title(String section) {
    String title = SECTIONS.get(section);
    if (title == null) {
      throw new IllegalStateException("section " + section + " has no title");
    }
    return title;
  }

  private static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static final String SAMPLE_HEADER =
      """
      # CometMQ's settings. Every key stands here with its default; delete what you do not change.
      # Environment variables (COMETMQ_BROKER_PORT for broker.port) override this file, and
      # --set broker.port=10912 on the command line overrides both.
      # Written by: java -jar target/cometmq.jar config-doc --sample
      """;

  private static final String INTRODUCTION =
      """
      # Configuration

      This page is written by `java -jar target/cometmq.jar config-doc`, and a test fails when it differs from
      the keys in the code. The same keys, ready to edit, stand in [`conf/cometmq.yaml`](../conf/cometmq.yaml).

      A value comes from the last of these that has one:

      1. the default below;
      2. the YAML file: the one named with `--config`, or else `conf/cometmq.yaml` in the working directory,
         in the folder of the jar or in the one above it, if there is one;
      3. an environment variable: `COMETMQ_` and the key in capitals, dots and dashes as underscores
         (`COMETMQ_BROKER_DEFAULT_QUEUES`); an empty one counts as not set;
      4. `--set key=value` on the command line, as often as needed.

      In the file, `broker: {port: 10911}` and `broker.port: 10911` are the same. A list is written `[a, b]` in
      the file and `a,b` elsewhere. Sizes are bytes or carry a unit (`64KiB`, `4MiB`, `1GiB`; powers of 1024);
      durations always carry one (`500ms`, `10s`, `5m`, `72h`, `3d`).

      An unknown key, a value of the wrong type or a value out of range stops the start with exit code 2. The
      message names the place, the key, what is allowed and, for an unknown key, the nearest one; all mistakes
      are listed at once. Variables that Kubernetes adds for a service named `cometmq` are passed over.
      """;
}
