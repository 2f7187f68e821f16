package io.cometmq.model;

/** What a client is written in. The numbers are RocketMQ's. */
public enum LanguageCode {
  JAVA(0),
  CPP(1),
  DOTNET(2),
  PYTHON(3),
  DELPHI(4),
  ERLANG(5),
  RUBY(6),
  OTHER(7),
  HTTP(8),
  GO(9),
  PHP(10),
  OMS(11),
  RUST(12),
  NODE_JS(13);

  private static final LanguageCode[] BY_WIRE_CODE = values();

  private final byte wireCode;

  LanguageCode(int wireCode) {
    this.wireCode = (byte) wireCode;
  }

  /** The byte that stands for it in a binary header. */
  public byte wireCode() {
    return wireCode;
  }

  /** The language with this byte; {@link #OTHER} for one that we do not know. */
  public static LanguageCode ofWireCode(int wireCode) {
    return wireCode >= 0 && wireCode < BY_WIRE_CODE.length ? BY_WIRE_CODE[wireCode] : OTHER;
  }

  /** The language with this name; {@link #OTHER} for one that we do not know. */
  public static LanguageCode ofName(String name) {
    for (LanguageCode language : BY_WIRE_CODE) {
      if (language.name().equals(name)) {
        return language;
      }
    }
    return OTHER;
  }
}
