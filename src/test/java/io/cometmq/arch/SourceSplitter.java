package io.cometmq.arch;

/** Parts Java text into code and comments, for checks that must not trip over words. Used once. */
final class SourceSplitter {
  private final String text;
  private final StringBuilder code = new StringBuilder();
  private final StringBuilder comments = new StringBuilder();
  private int at;

  SourceSplitter(String text) {
    this.text = text;
    while (at < text.length()) {
      step();
    }
  }

  String code() {
    return code.toString();
  }

  String comments() {
    return comments.toString();
  }

  private void step() {
    if (text.startsWith("//", at)) {
      comment(endOf("\n", at + 2, 0));
    } else if (text.startsWith("/*", at)) {
      comment(endOf("*/", at + 2, 2));
    } else if (text.startsWith("\"\"\"", at)) {
      literal("\"\"\"");
    } else if (text.charAt(at) == '"' || text.charAt(at) == '\'') {
      literal(text.substring(at, at + 1));
    } else {
      put(text.charAt(at), ' ');
    }
  }

  private int endOf(String mark, int from, int length) {
    int found = text.indexOf(mark, from);
    return found < 0 ? text.length() : found + length;
  }

  private void comment(int end) {
    while (at < end) {
      put(' ', text.charAt(at));
    }
  }

  private void literal(String quote) {
    int end = at + quote.length();
    while (end < text.length() && !text.startsWith(quote, end)) {
      end += text.charAt(end) == '\\' ? 2 : 1;
    }
    end = Math.min(text.length(), end + quote.length());
    put('"', ' ');
    while (at < end - 1) {
      put('_', ' ');
    }
    put('"', ' ');
  }

  private void put(char codeChar, char commentChar) {
    boolean isLineEnd = text.charAt(at) == '\n';
    code.append(isLineEnd ? '\n' : codeChar);
    comments.append(isLineEnd ? '\n' : commentChar);
    at++;
  }
}
