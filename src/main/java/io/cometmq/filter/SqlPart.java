package io.cometmq.filter;

/**
 * A part of an expression that has been read. Immutable.
 *
 * @param at index of its first character
 */
record SqlPart(Operand operand, int at) {
  /** A condition that begins with this part. */
  SqlPart become(Condition condition) {
    return new SqlPart(new Operand.Truth(condition), at);
  }

  /** For error texts. */
  String found() {
    return operand instanceof Operand.Truth ? "a condition" : operand.toString();
  }
}
