package io.cometmq.tool.admin;

import io.cometmq.model.Permission;
import java.util.Locale;

/** What producers and consumers may do with a topic. */
enum Perm {
  /** Read and write. */
  RW(Permission.READ | Permission.WRITE),
  /** Read only. */
  R(Permission.READ),
  /** Write only. */
  W(Permission.WRITE),
  /** Neither. */
  NONE(0);

  private final int bits;

  Perm(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }

  /** The name of what these bits allow; bits of other kinds don't matter. */
  static String text(int bits) {
    for (Perm each : values()) {
      if ((bits & RW.bits) == each.bits) {
        return each.toString();
      }
    }
    throw new IllegalStateException("no name for " + bits);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
