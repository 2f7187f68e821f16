package io.cometmq.store.file;

/**
 * How much of a file the kernel should treat as one in its cache. A file system with large folios
 * (ext4 since Linux 6.16) makes one for each write into a new part of a file, as large as that
 * write at most. Large ones cost less; but a byte written through a mapping makes all of its folio
 * dirty, so that a force of a few records writes all of it. Where there are no large folios the
 * size changes nothing.
 */
public enum FolioSize {
  /** 32 KiB, for what is forced a little at a time. */
  SMALL(32 << 10),
  /** 256 KiB, for what may be written slowly. */
  MEDIUM(256 << 10),
  /**
   * 2 MiB, at multiples of that: a huge page of x86-64 and of most others. It comes into a mapping
   * with one page fault and not with 512, each of which costs microseconds on a virtual machine.
   */
  HUGE(2 << 20);

  private final int bytes;

  FolioSize(int bytes) {
    this.bytes = bytes;
  }

  /** A power of two, in bytes. */
  public int bytes() {
    return bytes;
  }

  /** How long a write from a position on may be, so that it ends with a folio at the latest. */
  int toBoundary(long position) {
    return bytes - (int) (position & (bytes - 1));
  }
}
