package io.cometmq.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Reads a YAML file into flat settings that know their line: nested maps become dotted names. Used
 * by one thread, once. The streaming parser is enough, and costs less at start than a tree.
 */
final class YamlSettings {
  private final Path file;
  private final List<ConfigProblem> problems;
  private final List<Setting> settings = new ArrayList<>();
  private final Map<String, Integer> firstLines = new HashMap<>();

  private YamlSettings(Path file, List<ConfigProblem> problems) {
    this.file = file;
    this.problems = problems;
  }

  static List<Setting> read(Path file, List<ConfigProblem> problems) {
    YamlSettings reader = new YamlSettings(file, problems);
    reader.read();
    return reader.settings;
  }

  private void read() {
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        YAMLParser parser = new YAMLFactory().createParser(text)) {
      document(parser);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
      settings.clear();
      report(line, "not YAML: " + reason);
    } catch (IOException e) {
      problems.add(new ConfigProblem(file.toString(), "cannot be read: " + e));
    }
  }

  private void document(YAMLParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return;
    }
    if (first != JsonToken.START_OBJECT) {
      report(line(parser), "must be a map of sections, such as \"broker:\"");
      return;
    }
    section(parser, "");
    if (parser.nextToken() != null) {
      report(line(parser), "only one YAML document may stand in this file");
    }
  }

  private void section(YAMLParser parser, String prefix) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = prefix + parser.currentName();
      int line = line(parser);
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT) {
        nested(parser, name, line);
      } else if (value == JsonToken.START_ARRAY) {
        add(name, line, list(parser));
      } else if (parser.isCurrentAlias()) {
        report(line, name + " is an alias (*); write the value out");
      } else if (value != JsonToken.VALUE_NULL) {
        add(name, line, parser.getText());
      } else if (!ConfigKeys.isSection(name)) {
        add(name, line, "");
      }
    }
  }

  private void nested(YAMLParser parser, String name, int line) throws IOException {
    ConfigKey<?> key = ConfigKeys.find(name);
    if (key == null) {
      section(parser, name + ".");
    } else {
      report(line, name + " is a section here; allowed is " + key.type().allowed());
      parser.skipChildren();
    }
  }

  private String list(YAMLParser parser) throws IOException {
    StringJoiner items = new StringJoiner(", ", "[", "]");
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token.isStructStart()) {
        parser.skipChildren();
        items.add("{...}");
      } else {
        items.add(parser.getText());
      }
    }
    return items.toString();
  }

  private void add(String name, int line, String text) {
    Integer earlier = firstLines.putIfAbsent(name, line);
    if (earlier == null) {
      settings.add(new Setting(source(line), name, text));
    } else {
      report(line, name + " stands twice; the first is in line " + earlier);
    }
  }

  private void report(int line, String text) {
    problems.add(new ConfigProblem(source(line), text));
  }

  private String source(int line) {
    return line > 0 ? file + ", line " + line : file.toString();
  }

  private static int line(YAMLParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
