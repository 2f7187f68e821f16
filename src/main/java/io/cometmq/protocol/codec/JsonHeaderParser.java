package io.cometmq.protocol.codec;

import io.cometmq.model.LanguageCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the fields of a JSON header without making a tree. Lenient where clients of other languages
 * are: members in any order, unknown members, numbers as values, raw control characters in strings.
 *
 * <p>One instance parses one header; it is short-lived enough for the compiler to keep it in
 * registers.
 */
final class JsonHeaderParser {
  private static final byte[] CODE = ascii("code");
  private static final byte[] LANGUAGE = ascii("language");
  private static final byte[] VERSION = ascii("version");
  private static final byte[] OPAQUE = ascii("opaque");
  private static final byte[] FLAG = ascii("flag");
  private static final byte[] REMARK = ascii("remark");
  private static final byte[] EXT_FIELDS = ascii("extFields");
  private static final byte[] JAVA = ascii("JAVA");
  private static final int MAX_DEPTH = 32;

  private final HeaderView view;
  private final byte[] in;
  private final int end;
  private int at;

  // the last scalar
  private int start;
  private int stop;
  private boolean escapes;

  private boolean hasCode;
  private int code;
  private LanguageCode language = LanguageCode.OTHER;
  private int version;
  private int opaque;
  private int flag;

  private int opaqueStart;
  private int opaqueEnd;

  JsonHeaderParser(HeaderView view) {
    this.view = view;
    this.in = view.bytes;
    this.end = view.length;
  }

  /** Where the request's number stands; the same as {@link #opaqueEnd} when there is none. */
  int opaqueStart() {
    return opaqueStart;
  }

  int opaqueEnd() {
    return opaqueEnd;
  }

  /**
   * Fills the view.
   *
   * @throws BrokenFrameException when its bytes are no header
   */
  void parse() {
    expect('{');
    if (peek() == '}') {
      at++;
    } else {
      do {
        string();
        int keyStart = start;
        int keyEnd = stop;
        expect(':');
        member(keyStart, keyEnd);
      } while (more('}'));
    }
    if (!hasCode) {
      throw broken("has no code");
    }
    view.setBasics(code, language, version, opaque, flag);
  }

  private void member(int keyStart, int keyEnd) {
    if (is(keyStart, keyEnd, EXT_FIELDS)) {
      extFields();
    } else if (is(keyStart, keyEnd, CODE)) {
      code = number();
      hasCode = true;
    } else if (is(keyStart, keyEnd, FLAG)) {
      flag = number();
    } else if (is(keyStart, keyEnd, OPAQUE)) {
      opaque = number();
      opaqueStart = start;
      opaqueEnd = stop;
    } else if (is(keyStart, keyEnd, VERSION)) {
      version = number();
    } else if (is(keyStart, keyEnd, LANGUAGE)) {
      language();
    } else if (is(keyStart, keyEnd, REMARK)) {
      if (scalar()) {
        view.setRemark(start, stop, escapes);
      }
    } else {
      skip(0);
    }
  }

  private void language() {
    if (!scalar() || is(start, stop, JAVA)) {
      language = stop > start ? LanguageCode.JAVA : LanguageCode.OTHER;
    } else {
      language =
          LanguageCode.ofName(new String(in, start, stop - start, StandardCharsets.US_ASCII));
    }
  }

  private void extFields() {
    if (peek() != '{') {
      if (scalar()) {
        throw broken("has extFields that are no object");
      }
      return;
    }
    at++;
    if (peek() == '}') {
      at++;
      return;
    }
    do {
      string();
      int keyStart = start;
      int keyEnd = stop;
      boolean keyEscapes = escapes;
      expect(':');
      int first = peek();
      if (first == '{' || first == '[') {
        skip(0);
      } else if (scalar()) {
        if (keyEscapes) {
          view.addFieldOfEscapedName(keyStart, keyEnd, start, stop, escapes);
        } else {
          view.addField(keyStart, keyEnd, start, stop, escapes);
        }
      }
    } while (more('}'));
  }

  /** Reads a string or a bare word; false for null. */
  private boolean scalar() {
    if (peek() == '"') {
      string();
      return true;
    }
    start = at;
    while (at < end && !isDelimiter(in[at])) {
      at++;
    }
    stop = at;
    escapes = false;
    if (start == stop) {
      throw broken("has a value that is none");
    }
    if (stop - start == 4 && in[start] == 'n') {
      stop = start;
      return false;
    }
    return true;
  }

  private void string() {
    if (peek() != '"') {
      throw broken("has something else than a string");
    }
    at++;
    start = at;
    escapes = false;
    int i = at;
    while (i < end) {
      byte b = in[i];
      if (b == '"') {
        stop = i;
        at = i + 1;
        return;
      }
      if (b == '\\') {
        escapes = true;
        i++;
        if (i < end && in[i] == 'u') {
          JsonText.hex(in, i + 1, end);
        }
      }
      i++;
    }
    throw broken("has a string without end");
  }

  private int number() {
    scalar();
    long value = 0;
    int i = start;
    boolean negative = i < stop && in[i] == '-';
    if (negative) {
      i++;
    }
    if (i == stop || stop - i > 10) {
      throw broken("has a number that is none");
    }
    for (; i < stop; i++) {
      int digit = in[i] - '0';
      if (digit < 0 || digit > 9) {
        throw broken("has a number that is none");
      }
      value = value * 10 + digit;
    }
    return (int) (negative ? -value : value);
  }

  private void skip(int depth) {
    if (depth > MAX_DEPTH) {
      throw broken("is nested too deeply");
    }
    int first = peek();
    if (first != '{' && first != '[') {
      scalar();
      return;
    }
    char close = first == '{' ? '}' : ']';
    at++;
    if (peek() == close) {
      at++;
      return;
    }
    do {
      if (first == '{') {
        string();
        expect(':');
      }
      skip(depth + 1);
    } while (more(close));
  }

  /** After a member: true when another one follows, false at the closing bracket. */
  private boolean more(char close) {
    int next = peek();
    at++;
    if (next == ',') {
      return true;
    }
    if (next == close) {
      return false;
    }
    throw broken("lacks a comma or a bracket");
  }

  private int peek() {
    while (at < end && in[at] <= ' ' && in[at] >= 0) {
      at++;
    }
    if (at >= end) {
      throw broken("ends too early");
    }
    return in[at];
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw broken("lacks '" + wanted + "'");
    }
    at++;
  }

  private boolean is(int from, int to, byte[] name) {
    return to - from == name.length && Arrays.equals(in, from, to, name, 0, name.length);
  }

  private static boolean isDelimiter(byte b) {
    return b == ',' || b == '}' || b == ']' || b == ':' || (b <= ' ' && b >= 0);
  }

  private BrokenFrameException broken(String what) {
    return new BrokenFrameException(
        BrokenFrameException.Reason.HEADER, "JSON header " + what + " at byte " + at);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
