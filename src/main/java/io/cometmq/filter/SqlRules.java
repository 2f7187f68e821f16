package io.cometmq.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes conditions of the parts of an expression and refuses those that make no sense, as RocketMQ
 * does. Used by one parser.
 */
final class SqlRules {
  private final SqlLexer lexer;

  /**
   * Creates rules.
   *
   * @param lexer makes the errors
   */
  SqlRules(SqlLexer lexer) {
    this.lexer = lexer;
  }

  /** The part as a condition. A property alone is one: it asks for something that is true. */
  Condition condition(SqlPart part) {
    if (part.operand() instanceof Operand.Truth truth) {
      return truth.condition();
    }
    if (part.operand() instanceof Operand.Property property) {
      return new Condition.Cast(property);
    }
    if (part.operand() instanceof Operand.Literal literal && literal.isTruth()) {
      Object constant = literal.constant();
      return new Condition.Always(
          constant == null ? Verdict.UNKNOWN : Verdict.of(constant.equals(true)));
    }
    throw lexer.error(part.at(), part.found(), "a condition");
  }

  Condition equal(SqlPart left, SqlPart right) {
    refuseNull(left);
    refuseNull(right);
    if (left.operand() instanceof Operand.Literal one
        && right.operand() instanceof Operand.Literal other
        && one.isTruth()
        && !other.isTruth()) {
      throw lexer.error(right.at(), right.found(), "TRUE or FALSE, as on the left");
    }
    Object constant = constant(right);
    if (left.operand() instanceof Operand.Property property && constant instanceof Number number) {
      return new Condition.NumberTest(property, Relation.EQUAL, number);
    }
    if (left.operand() instanceof Operand.Property property && constant instanceof String text) {
      return new Condition.OneOf(property, new TextSet(List.of(text)));
    }
    return new Condition.Equality(left.operand(), right.operand());
  }

  private void refuseNull(SqlPart part) {
    if (part.operand() instanceof Operand.Literal literal && literal.constant() == null) {
      throw lexer.error(part.at(), "NULL", "a value; NULL is tested with IS NULL or IS NOT NULL");
    }
  }

  Condition ordered(SqlPart left, Relation relation, SqlPart right) {
    refuseUnordered(left);
    refuseUnordered(right);
    if (left.operand() instanceof Operand.Property property
        && constant(right) instanceof Number number) {
      return new Condition.NumberTest(property, relation, number);
    }
    if (right.operand() instanceof Operand.Property property
        && constant(left) instanceof Number number) {
      return new Condition.NumberTest(property, relation.mirrored(), number);
    }
    return new Condition.Ordering(left.operand(), relation, right.operand());
  }

  private void refuseUnordered(SqlPart part) {
    if (part.operand() instanceof Operand.Truth
        || part.operand() instanceof Operand.Literal literal && !literal.isNumber()) {
      throw lexer.error(
          part.at(), part.found(), "a number or a property: nothing else is greater or less");
    }
  }

  Condition between(SqlPart value, SqlPart low, SqlPart high, boolean negated) {
    if (negated) {
      return new Condition.Any(
          List.of(ordered(value, Relation.LESS, low), ordered(value, Relation.GREATER, high)));
    }
    Condition both =
        new Condition.All(
            List.of(
                ordered(value, Relation.GREATER_OR_EQUAL, low),
                ordered(value, Relation.LESS_OR_EQUAL, high)));
    Object from = constant(low);
    Object to = constant(high);
    if (from != null && to != null && Values.compare(to, from) < 0) {
      throw lexer.error(high.at(), high.found(), "an upper bound that is not below " + low.found());
    }
    return both;
  }

  Condition in(SqlPart left, List<String> texts, boolean negated) {
    if (!(left.operand() instanceof Operand.Property property)) {
      throw lexer.error(
          left.at(), left.found() + " before IN", "a property; write NOT IN behind its name");
    }
    Condition condition = new Condition.OneOf(property, new TextSet(texts));
    return negated ? new Condition.Not(condition) : condition;
  }

  private static @Nullable Object constant(SqlPart part) {
    return part.operand() instanceof Operand.Literal literal ? literal.constant() : null;
  }

  /** An int where it fits one, else a long. */
  Number integer(SqlToken number) {
    String text = number.text();
    boolean marked = text.endsWith("l") || text.endsWith("L");
    try {
      long value = Long.parseLong(marked ? text.substring(0, text.length() - 1) : text);
      if (value == (int) value) {
        return (int) value;
      }
      return value;
    } catch (NumberFormatException e) {
      throw lexer.error(number.at(), number.found(), "whole numbers up to " + Long.MAX_VALUE);
    }
  }

  Double decimal(SqlToken number) {
    double value = Double.parseDouble(number.text());
    if (value < Double.MIN_VALUE || value > Double.MAX_VALUE) {
      throw lexer.error(
          number.at(),
          number.found(),
          "numbers with a fraction from "
              + Double.MIN_VALUE
              + " to "
              + Double.MAX_VALUE
              + (value == 0 ? "; write 0 without one" : ""));
    }
    return value;
  }
}
