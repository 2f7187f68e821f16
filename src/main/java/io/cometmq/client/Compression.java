package io.cometmq.client;

/** How bodies are packed. Official consumers from 4.9.5 on unpack all of them, older ones zlib. */
public enum Compression {
  /** Not at all. */
  NONE(0),
  /** LZ4 frames: fast. */
  LZ4(0x100),
  /** Zstandard: small. */
  ZSTD(0x200),
  /** zlib: known to everybody. */
  ZLIB(0x300);

  private final int flagBits;

  Compression(int flagBits) {
    this.flagBits = flagBits;
  }

  /** Its bits among the system flags of a message. */
  public int flagBits() {
    return flagBits;
  }

  /** The one with these system flags; zlib when they name none, as old producers do. */
  public static Compression ofFlags(int sysFlag) {
    return switch (sysFlag & 0x700) {
      case 0x100 -> LZ4;
      case 0x200 -> ZSTD;
      default -> ZLIB;
    };
  }
}
