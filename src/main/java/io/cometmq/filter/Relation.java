package io.cometmq.filter;

/** How two values are compared. */
enum Relation {
  EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL;

  /**
   * The verdict on two values.
   *
   * @param order negative, 0 or positive, as the left value is less, equal or greater; or {@link
   *     Values#FAILED}
   */
  Verdict judge(int order) {
    if (order == Values.FAILED) {
      return Verdict.FAILED;
    }
    return Verdict.of(
        switch (this) {
          case EQUAL -> order == 0;
          case LESS -> order < 0;
          case LESS_OR_EQUAL -> order <= 0;
          case GREATER -> order > 0;
          case GREATER_OR_EQUAL -> order >= 0;
        });
  }

  /** The same relation with its sides exchanged. */
  Relation mirrored() {
    return switch (this) {
      case EQUAL -> EQUAL;
      case LESS -> GREATER;
      case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
      case GREATER -> LESS;
      case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
    };
  }
}
