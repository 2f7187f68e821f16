package io.cometmq.filter;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A word of an expression.
 *
 * @param at index of its first character
 * @param text as it stands there; for strings, what they mean
 */
record SqlToken(Kind kind, int at, String text) {
  /** What it is; symbols and keywords are named as they are written. */
  enum Kind {
    END("the end of the expression"),
    NAME("a property"),
    STRING("a string in single quotes"),
    INTEGER("a number"),
    DECIMAL("a number"),
    NOT("NOT"),
    AND("AND"),
    OR("OR"),
    BETWEEN("BETWEEN"),
    IN("IN"),
    TRUE("TRUE"),
    FALSE("FALSE"),
    NULL("NULL"),
    IS("IS"),
    CONTAINS("CONTAINS"),
    STARTSWITH("STARTSWITH"),
    ENDSWITH("ENDSWITH"),
    EQUAL("="),
    UNEQUAL("<>"),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    OPEN("("),
    CLOSE(")"),
    COMMA(","),
    PLUS("+"),
    MINUS("-");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }
  }

  private static final Map<String, Kind> KEYWORDS =
      EnumSet.range(Kind.NOT, Kind.ENDSWITH).stream()
          .collect(Collectors.toMap(Kind::shown, kind -> kind));

  /** A keyword, in either case, or a name. */
  static SqlToken word(int at, String word) {
    Kind kind = KEYWORDS.getOrDefault(word.toUpperCase(Locale.ROOT), Kind.NAME);
    return new SqlToken(kind, at, word);
  }

  /** For error texts. */
  String found() {
    return switch (kind) {
      case END -> kind.shown();
      case STRING -> "the string '" + text + "'";
      case INTEGER, DECIMAL -> "the number " + text;
      default -> text;
    };
  }
}
