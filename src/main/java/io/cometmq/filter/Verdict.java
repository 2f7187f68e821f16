package io.cometmq.filter;

/** What a condition says of a message: SQL's three values, and that it could not be told. */
enum Verdict {
  YES,
  NO,
  /** Something that was compared is missing. */
  UNKNOWN,
  /** A text was compared with a number that it is not. Nothing around it can mend that. */
  FAILED;

  static Verdict of(boolean value) {
    return value ? YES : NO;
  }

  Verdict negated() {
    return switch (this) {
      case YES -> NO;
      case NO -> YES;
      case UNKNOWN, FAILED -> this;
    };
  }
}
