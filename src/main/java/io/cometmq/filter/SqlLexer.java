package io.cometmq.filter;

import io.cometmq.filter.SqlToken.Kind;

/** Cuts an expression into words, one at a time. Used once. */
final class SqlLexer {
  private static final int MAX_SHOWN = 500;
  private static final int MAX_FOUND = 80;

  private final String text;
  private int next;

  SqlLexer(String text) {
    this.text = text;
  }

  /** The next word; at the end, and ever after, one of kind END. */
  SqlToken next() {
    skipBlanks();
    int at = next;
    if (at == text.length()) {
      return new SqlToken(Kind.END, at, "");
    }
    char c = text.charAt(at);
    if (c == '\'') {
      return string(at);
    }
    if (isDigit(at) || c == '.' && isDigit(at + 1)) {
      return number(at);
    }
    if (isLetter(at)) {
      while (isLetter(next) || isDigit(next)) {
        next++;
      }
      return SqlToken.word(at, text.substring(at, next));
    }
    return symbol(at, c);
  }

  /** Whether everything from this index on is a comment that no line end closes. */
  boolean isOpenComment(int at) {
    return text.startsWith("--", at);
  }

  private void skipBlanks() {
    while (next < text.length()) {
      if (" \t\n\r\f".indexOf(text.charAt(next)) >= 0) {
        next++;
      } else if (text.startsWith("--", next) && lineEnd(next) >= 0) {
        next = lineEnd(next) + 1;
      } else if (text.startsWith("/*", next)) {
        int end = text.indexOf("*/", next + 2);
        if (end < 0) {
          throw error(next, "a comment that does not end", "*/ behind it");
        }
        next = end + 2;
      } else {
        return;
      }
    }
  }

  private int lineEnd(int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
        return i;
      }
    }
    return -1;
  }

  private SqlToken string(int at) {
    StringBuilder value = new StringBuilder();
    for (int i = at + 1; i < text.length(); i++) {
      if (text.charAt(i) != '\'') {
        value.append(text.charAt(i));
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '\'') {
        value.append('\'');
        i++;
      } else {
        next = i + 1;
        return new SqlToken(Kind.STRING, at, value.toString());
      }
    }
    throw error(at, "a string that does not end", "a single quote behind it");
  }

  private SqlToken number(int at) {
    int end = digits(at);
    boolean decimal = false;
    if (end < text.length() && text.charAt(end) == '.') {
      decimal = true;
      end = digits(end + 1);
    }
    int exponent = exponent(end);
    if (exponent > end) {
      decimal = true;
      end = exponent;
    }
    if (!decimal && text.charAt(at) == '0') {
      // as RocketMQ reads it: other digits behind a leading zero are a number of their own
      end = at + 1;
    } else if (!decimal && end < text.length() && (text.charAt(end) | 0x20) == 'l') {
      end++;
    }
    next = end;
    return new SqlToken(decimal ? Kind.DECIMAL : Kind.INTEGER, at, text.substring(at, end));
  }

  /** The end of the exponent that begins there, or that index itself. */
  private int exponent(int at) {
    if (at >= text.length() || (text.charAt(at) | 0x20) != 'e') {
      return at;
    }
    boolean signed =
        at + 1 < text.length() && (text.charAt(at + 1) == '+' || text.charAt(at + 1) == '-');
    int from = signed ? at + 2 : at + 1;
    int end = digits(from);
    return end > from ? end : at;
  }

  private int digits(int from) {
    int end = from;
    while (isDigit(end)) {
      end++;
    }
    return end;
  }

  private SqlToken symbol(int at, char c) {
    Kind kind =
        switch (c) {
          case '=' -> Kind.EQUAL;
          case '(' -> Kind.OPEN;
          case ')' -> Kind.CLOSE;
          case ',' -> Kind.COMMA;
          case '+' -> Kind.PLUS;
          case '-' -> Kind.MINUS;
          case '>' -> text.startsWith(">=", at) ? Kind.GREATER_OR_EQUAL : Kind.GREATER;
          case '<' ->
              text.startsWith("<=", at)
                  ? Kind.LESS_OR_EQUAL
                  : text.startsWith("<>", at) ? Kind.UNEQUAL : Kind.LESS;
          default ->
              throw error(
                  at,
                  "the character " + Character.toString(text.codePointAt(at)),
                  switch (c) {
                    case '!' -> "<> for unequal, or NOT";
                    case '"', '`' -> "strings in single quotes, and names without any";
                    case '&' -> "AND";
                    case '|' -> "OR";
                    default ->
                        "names of letters, digits, _ and $, numbers, strings in single quotes,"
                            + " and = <> > >= < <= ( ) , + -";
                  });
        };
    next = at + kind.shown().length();
    return new SqlToken(kind, at, kind.shown());
  }

  private boolean isDigit(int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private boolean isLetter(int index) {
    if (index >= text.length()) {
      return false;
    }
    char c = text.charAt(index);
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$';
  }

  /** What is wrong at an index of the expression. */
  FilterException error(int at, String found, String expected) {
    return new FilterException(
        at + 1,
        "SQL92 expression, position "
            + (at + 1)
            + ": found "
            + shown(found, MAX_FOUND)
            + ", expected "
            + expected
            + "; the expression is: "
            + shown(text, MAX_SHOWN));
  }

  /** On one line, and not too long for a log or a header. */
  private static String shown(String text, int max) {
    StringBuilder shown = new StringBuilder(text);
    if (shown.length() > max) {
      shown.setLength(max);
      shown.append("...");
    }
    for (int i = 0; i < shown.length(); i++) {
      if (Character.isISOControl(shown.charAt(i))) {
        shown.setCharAt(i, ' ');
      }
    }
    return shown.toString();
  }
}
