package io.cometmq.protocol.codec;

import io.cometmq.model.LanguageCode;
import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of the frame at hand, read in place: where each field lies in the header's bytes, for
 * both serialisations. Owned by the event loop of its connection and filled again for each frame,
 * so it is valid only while that frame is being handled.
 *
 * <p>Fields without a value (JSON null, binary length 0) are absent, as they are for the official
 * client. A name that comes twice counts with its last value.
 */
public final class HeaderView {
  private static final int FIELDS = 32;

  byte[] bytes = new byte[1024];
  int length;

  /** End of the names that were resolved behind the header. */
  private int resolvedEnd;

  private SerializeType serializeType = SerializeType.JSON;
  private int code;
  private LanguageCode language = LanguageCode.OTHER;
  private int version;
  private int opaque;
  private int flag;
  private int remarkStart;
  private int remarkEnd;
  private boolean remarkEscaped;
  private int count;
  private int[] keyStart = new int[FIELDS];
  private int[] keyEnd = new int[FIELDS];
  private int[] valueStart = new int[FIELDS];
  private int[] valueEnd = new int[FIELDS];
  private boolean[] escaped = new boolean[FIELDS];

  private final HeaderShape shape = new HeaderShape();
  private int layout;

  /** Parses the header at {@code index}. */
  void parse(SerializeType type, ByteBuf in, int index, int headerLength) {
    int room = HeaderShape.paddedLength(headerLength);
    if (bytes.length < room) {
      bytes = new byte[Math.max(room, bytes.length * 2)];
    }
    in.getBytes(index, bytes, 0, headerLength);
    HeaderShape.pad(bytes, headerLength);
    if (type == SerializeType.JSON && shape.fits(bytes, headerLength)) {
      opaque = shape.opaque();
      return;
    }
    shape.forget();
    layout++;
    length = headerLength;
    resolvedEnd = headerLength;
    serializeType = type;
    code = 0;
    language = LanguageCode.OTHER;
    version = 0;
    opaque = 0;
    flag = 0;
    remarkStart = 0;
    remarkEnd = 0;
    remarkEscaped = false;
    count = 0;
    if (type == SerializeType.JSON) {
      JsonHeaderParser parser = new JsonHeaderParser(this);
      parser.parse();
      if (resolvedEnd == headerLength) {
        shape.learn(this, parser.opaqueStart(), parser.opaqueEnd());
      }
    } else {
      BinaryHeaderParser.parse(this);
    }
  }

  /** The same header, independent of this one. */
  HeaderView copy() {
    HeaderView copy = new HeaderView();
    copy.parse(serializeType, Unpooled.wrappedBuffer(bytes, 0, length), 0, length);
    return copy;
  }

  void setBasics(
      int newCode, LanguageCode newLanguage, int newVersion, int newOpaque, int newFlag) {
    code = newCode;
    language = newLanguage;
    version = newVersion;
    opaque = newOpaque;
    flag = newFlag;
  }

  void setRemark(int start, int end, boolean hasEscapes) {
    remarkStart = start;
    remarkEnd = end;
    remarkEscaped = hasEscapes;
  }

  void addField(int keyFrom, int keyTo, int valueFrom, int valueTo, boolean hasEscapes) {
    if (count == keyStart.length) {
      grow();
    }
    keyStart[count] = keyFrom;
    keyEnd[count] = keyTo;
    valueStart[count] = valueFrom;
    valueEnd[count] = valueTo;
    escaped[count] = hasEscapes;
    count++;
  }

  /** Like {@link #addField} for a name with escapes; it is resolved here, so that it compares. */
  void addFieldOfEscapedName(
      int keyFrom, int keyTo, int valueFrom, int valueTo, boolean hasEscapes) {
    int at = resolvedEnd;
    int most = at + keyTo - keyFrom;
    if (bytes.length < most) {
      bytes = Arrays.copyOf(bytes, Math.max(most, bytes.length * 2));
    }
    resolvedEnd += JsonText.unescape(bytes, keyFrom, keyTo, bytes, at);
    addField(at, resolvedEnd, valueFrom, valueTo, hasEscapes);
  }

  private void grow() {
    int size = count * 2;
    keyStart = Arrays.copyOf(keyStart, size);
    keyEnd = Arrays.copyOf(keyEnd, size);
    valueStart = Arrays.copyOf(valueStart, size);
    valueEnd = Arrays.copyOf(valueEnd, size);
    escaped = Arrays.copyOf(escaped, size);
  }

  /** How the header was written. */
  public SerializeType serializeType() {
    return serializeType;
  }

  /** Request or response code. */
  public int code() {
    return code;
  }

  /** The sender's language. */
  public LanguageCode language() {
    return language;
  }

  /** Ordinal of the sender's release, 0 if not told. */
  public int version() {
    return version;
  }

  /** The request's number. */
  public int opaque() {
    return opaque;
  }

  /** All flag bits. */
  public int flag() {
    return flag;
  }

  /** Whether this answers a request. */
  public boolean isResponse() {
    return (flag & 1) != 0;
  }

  /** Whether the sender wants no answer. */
  public boolean isOneway() {
    return (flag & 2) != 0;
  }

  /** The remark, null if there is none. */
  public @Nullable String remark() {
    return remarkEnd == remarkStart ? null : textOf(remarkStart, remarkEnd, remarkEscaped);
  }

  /**
   * Changes with each header that has other parameters, or the same ones in other places, than the
   * one before it in this view.
   */
  int layout() {
    return layout;
  }

  int valueStart(int i) {
    return valueStart[i];
  }

  int valueEnd(int i) {
    return valueEnd[i];
  }

  /** How many parameters there are. */
  public int count() {
    return count;
  }

  /** Number of the parameter of this name, -1 if there is none. */
  public int find(byte[] name) {
    for (int i = count - 1; i >= 0; i--) {
      if (isNamed(i, name)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether parameter {@code i} has this name. */
  public boolean isNamed(int i, byte[] name) {
    return keyEnd[i] - keyStart[i] == name.length
        && Arrays.equals(bytes, keyStart[i], keyEnd[i], name, 0, name.length);
  }

  /** Length of the name of parameter {@code i}, in bytes. */
  public int nameLength(int i) {
    return keyEnd[i] - keyStart[i];
  }

  /** First byte of the name of parameter {@code i}. */
  public byte nameByte(int i) {
    return bytes[keyStart[i]];
  }

  /** The name of parameter {@code i}. */
  public String name(int i) {
    return new String(bytes, keyStart[i], keyEnd[i] - keyStart[i], StandardCharsets.UTF_8);
  }

  /** The value of parameter {@code i}. */
  public String text(int i) {
    return textOf(valueStart[i], valueEnd[i], escaped[i]);
  }

  /** The value of parameter {@code i}, from the cache where it has been seen before. */
  public String text(int i, TextCache cache) {
    return escaped[i] ? text(i) : cache.get(bytes, valueStart[i], valueEnd[i]);
  }

  /** Most bytes that {@link #copyText} may write. */
  public int maxTextLength(int i) {
    return valueEnd[i] - valueStart[i];
  }

  /** Writes the value of parameter {@code i} as UTF-8; returns its length. */
  public int copyText(int i, byte[] target, int at) {
    if (escaped[i]) {
      return JsonText.unescape(bytes, valueStart[i], valueEnd[i], target, at);
    }
    int size = valueEnd[i] - valueStart[i];
    System.arraycopy(bytes, valueStart[i], target, at, size);
    return size;
  }

  /**
   * The value of parameter {@code i} as a number.
   *
   * @throws IllegalArgumentException naming the parameter when it is none
   */
  public long longValue(int i) {
    int at = valueStart[i];
    int end = valueEnd[i];
    boolean negative = at < end && bytes[at] == '-';
    if (negative) {
      at++;
    }
    long value = 0;
    if (at == end || end - at > 19) {
      throw notANumber(i);
    }
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        throw notANumber(i);
      }
      value = value * 10 + digit;
    }
    // 19 digits overflow by less than a whole turn, so the sign tells
    if (value < 0 && !(negative && value == Long.MIN_VALUE)) {
      throw notANumber(i);
    }
    return negative ? -value : value;
  }

  /** Like {@link #longValue}, for a number of 32 bits. */
  public int intValue(int i) {
    long value = longValue(i);
    if (value != (int) value) {
      throw notANumber(i);
    }
    return (int) value;
  }

  /** Whether the value of parameter {@code i} is {@code true}, in any case of letters. */
  public boolean booleanValue(int i) {
    return valueEnd[i] - valueStart[i] == 4 && "true".equalsIgnoreCase(text(i));
  }

  /** All parameters as text. */
  public Map<String, String> fields() {
    if (count == 0) {
      return Map.of();
    }
    Map<String, String> fields = new LinkedHashMap<>(count * 2);
    for (int i = 0; i < count; i++) {
      fields.put(name(i), text(i));
    }
    return fields;
  }

  private String textOf(int start, int end, boolean hasEscapes) {
    if (!hasEscapes) {
      return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
    byte[] plain = new byte[end - start];
    int size = JsonText.unescape(bytes, start, end, plain, 0);
    return new String(plain, 0, size, StandardCharsets.UTF_8);
  }

  private IllegalArgumentException notANumber(int i) {
    return new IllegalArgumentException(
        "header field '" + name(i) + "' must be a number, not '" + text(i) + "'");
  }
}
