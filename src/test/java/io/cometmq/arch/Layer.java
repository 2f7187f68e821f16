package io.cometmq.arch;

import java.util.Set;

/**
 * What one package may use, besides the JDK, logging and {@code io.cometmq.util}. Immutable.
 *
 * @param name without the leading {@code io.cometmq.}
 * @param uses packages of ours, named likewise
 * @param libraries prefixes of packages of others
 */
record Layer(String name, Set<String> uses, Set<String> libraries) {
  static final String ROOT = "io.cometmq.";

  static Layer of(String name, String uses, String libraries) {
    return new Layer(name, words(uses), words(libraries));
  }

  boolean allows(String target) {
    return target.equals(ROOT + name) || target.equals(ROOT + "util") || isUsed(target);
  }

  boolean allowsLibrary(String target) {
    return libraries.stream().anyMatch(prefix -> isWithin(target, prefix));
  }

  static boolean isWithin(String target, String prefix) {
    return target.equals(prefix) || target.startsWith(prefix + ".");
  }

  private boolean isUsed(String target) {
    return uses.stream().anyMatch(used -> target.equals(ROOT + used));
  }

  private static Set<String> words(String text) {
    return text.isBlank() ? Set.of() : Set.of(text.strip().split("\\s+", -1));
  }
}
