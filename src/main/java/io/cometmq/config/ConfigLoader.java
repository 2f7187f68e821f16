package io.cometmq.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the settings of a process together: defaults, under the file, under the environment, under
 * the command line. Used by one thread, once; everything that is wrong is reported in one go.
 */
public final class ConfigLoader {
  /** Variables with our prefix for the start script and for clients, which set no key. */
  private static final List<String> OTHER_VARIABLES =
      List.of(
          "COMETMQ_HEAP",
          "COMETMQ_JAR",
          "COMETMQ_HOME",
          "COMETMQ_NAMESRV",
          "COMETMQ_NAMESPACE",
          "COMETMQ_ACCESS_KEY",
          "COMETMQ_SECRET_KEY");

  /**
   * What Kubernetes puts into every container for a service named cometmq or cometmq-something, for
   * instance {@code COMETMQ_BROKER_PORT=tcp://10.0.0.1:10911}. Nobody wrote these as settings.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          ".*_SERVICE_(HOST|PORT)(_.*)?=.*|.*_PORT(_\\d+_.*)?=(tcp|udp|sctp)://.*|"
              + ".*_PORT_\\d+_(TCP|UDP|SCTP)_(PROTO|PORT|ADDR)=.*",
          Pattern.DOTALL);

  private final ConfigValues values = new ConfigValues();
  private final List<ConfigProblem> problems = new ArrayList<>();

  private ConfigLoader() {}

  /**
   * Loads and checks.
   *
   * @param file the YAML file, or null for none
   * @param environment the process's environment; other programs' variables are passed over
   * @param assignments {@code key=value} texts from the command line, later ones over earlier ones
   * @throws ConfigException with everything that is wrong
   */
  public static CometConfig load(
      @Nullable Path file, Map<String, String> environment, List<String> assignments) {
    ConfigLoader loader = new ConfigLoader();
    if (file != null) {
      YamlSettings.read(file, loader.problems).forEach(loader::put);
    }
    loader.putEnvironment(environment);
    assignments.forEach(loader::putAssignment);
    return loader.finish();
  }

  /** The defaults with {@code key=value} texts over them; what embedding code and tests need. */
  public static CometConfig of(String... assignments) {
    return load(null, Map.of(), List.of(assignments));
  }

  private void putEnvironment(Map<String, String> environment) {
    Map<String, ConfigKey<?>> keys =
        ConfigKeys.ALL.stream()
            .collect(Collectors.toMap(ConfigKey::environmentName, Function.identity()));
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              if (!isMeantForUs(name, text)) {
                return;
              }
              String source = "environment variable " + name;
              ConfigKey<?> key = keys.get(name);
              if (key == null) {
                String nearest = NearestName.of(name, keys.keySet());
                report(source, "is not a setting; the nearest is " + nearest);
              } else {
                values.put(key, new Setting(source, key.name(), text.strip()), problems);
              }
            });
  }

  /** An empty variable counts as not set: container tools cannot leave one out. */
  private static boolean isMeantForUs(String name, String text) {
    return name.startsWith(ConfigKey.ENVIRONMENT_PREFIX)
        && !OTHER_VARIABLES.contains(name)
        && !text.isBlank()
        && !SERVICE_LINK.matcher(name + "=" + text).matches();
  }

  private void putAssignment(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 0) {
      report("--set " + assignment, "allowed is key=value");
      return;
    }
    String name = assignment.substring(0, equals).strip();
    put(new Setting("--set", name, assignment.substring(equals + 1).strip()));
  }

  private void put(Setting setting) {
    ConfigKey<?> key = ConfigKeys.find(setting.name());
    if (key == null) {
      report(setting.source(), setting.name() + " is not a setting; " + advice(setting.name()));
    } else {
      values.put(key, setting, problems);
    }
  }

  private static String advice(String name) {
    List<String> names = ConfigKeys.ALL.stream().map(ConfigKey::name).toList();
    String nearest = "the nearest is " + NearestName.of(name, names);
    String section = ConfigKey.sectionOf(name);
    if (section.isEmpty() || !ConfigKeys.isSection(section)) {
      return nearest + "; allowed sections are " + sections();
    }
    return nearest + "; allowed in " + section + " are " + members(section);
  }

  private static String sections() {
    return ConfigKeys.ALL.stream()
        .map(ConfigKey::section)
        .filter(section -> !section.isEmpty())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String members(String section) {
    return ConfigKeys.ALL.stream()
        .filter(key -> key.section().equals(section))
        .map(ConfigKey::localName)
        .collect(Collectors.joining(", "));
  }

  private CometConfig finish() {
    if (problems.isEmpty()) {
      ConfigRules.check(values, problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return CometConfig.of(values);
  }

  private void report(String source, String text) {
    problems.add(new ConfigProblem(source, text));
  }
}
