package io.cometmq.config;

import java.util.Locale;

/**
 * One setting: its name, what may stand there (with unit and range), its default and its meaning.
 * Immutable.
 */
record ConfigKey<T>(String name, ValueType<T> type, String defaultText, String doc) {
  static final String ENVIRONMENT_PREFIX = "COMETMQ_";

  /** The name of the environment variable that sets this key. */
  String environmentName() {
    return ENVIRONMENT_PREFIX + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The part before the first dot; empty for a key of the top level. */
  String section() {
    return sectionOf(name);
  }

  /** The name within its section. */
  String localName() {
    return name.substring(name.indexOf('.') + 1);
  }

  static String sectionOf(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? "" : name.substring(0, dot);
  }
}
