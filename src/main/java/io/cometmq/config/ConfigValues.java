package io.cometmq.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Owned by the loader: the values so far, later sources over earlier ones, defaults beneath. */
final class ConfigValues {
  private final Map<String, Setting> settings = new HashMap<>();

  /** Takes the setting over, or tells what is wrong with it. */
  void put(ConfigKey<?> key, Setting setting, List<ConfigProblem> problems) {
    if (key.type().accepts(setting.text())) {
      settings.put(key.name(), setting);
    } else {
      String text =
          key.name() + " is \"" + setting.text() + "\"; allowed is " + key.type().allowed();
      problems.add(new ConfigProblem(setting.source(), text));
    }
  }

  <T> T get(ConfigKey<T> key) {
    Setting setting = settings.get(key.name());
    return key.type().parser().apply(setting == null ? key.defaultText() : setting.text());
  }

  /** Where the key's value comes from, for problems that concern several keys. */
  String source(ConfigKey<?> key) {
    Setting setting = settings.get(key.name());
    return setting == null ? "default of " + key.name() : setting.source();
  }
}
