package io.cometmq.protocol.body;

import java.util.BitSet;

/**
 * Turns what RocketMQ's own JSON library writes for maps with objects as keys into JSON, where such
 * keys are texts. Used once.
 */
final class DialectText {
  private final String text;
  private final StringBuilder out;
  private int at;

  DialectText(String text) {
    this.text = text;
    this.out = new StringBuilder(text.length() + 64);
  }

  /** The same with quoted keys. Text that is no JSON comes out as wrong as it was. */
  String quoted() {
    // one bit for each open bracket: whether a key comes next
    BitSet keyNext = new BitSet();
    BitSet isObject = new BitSet();
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        string();
        continue;
      }
      if (c == '{' && keyNext.get(depth)) {
        objectKey();
        continue;
      }
      if (c == '{' || c == '[') {
        depth++;
        isObject.set(depth, c == '{');
        keyNext.set(depth, c == '{');
      } else if ((c == '}' || c == ']') && depth > 0) {
        depth--;
      } else if (c == ':') {
        keyNext.clear(depth);
      } else if (c == ',') {
        keyNext.set(depth, isObject.get(depth));
      }
      out.append(c);
      at++;
    }
    return out.toString();
  }

  private void string() {
    int end = endOfString(at);
    out.append(text, at, end);
    at = end;
  }

  private int endOfString(int start) {
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), i + 1);
  }

  private void objectKey() {
    int open = 0;
    int end = at;
    do {
      char c = text.charAt(end);
      if (c == '"') {
        end = endOfString(end);
        continue;
      }
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      end++;
    } while (open > 0 && end < text.length());
    out.append('"');
    for (int i = at; i < end; i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        // a line break between members, where somebody has made it easy to read
        continue;
      }
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
    at = end;
  }
}
