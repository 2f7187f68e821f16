package io.cometmq.filter;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Something that a message fulfils or not. Immutable.
 *
 * <p>The verdicts are those of RocketMQ, also where SQL would have it otherwise: a missing property
 * on the right of {@code =} says no and not unknown, and two missing ones are equal.
 */
sealed interface Condition {
  /** The verdict on a message. */
  Verdict test(PropertyView message);

  /** How many comparisons a verdict takes at most. */
  default int comparisons() {
    return 1;
  }

  /** Says the same of every message. */
  record Always(Verdict verdict) implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      return verdict;
    }
  }

  /** A property alone. It is a text, so it is never true. */
  record Cast(Operand.Property property) implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      return property.find(message) ? Verdict.NO : Verdict.UNKNOWN;
    }
  }

  /** The opposite. */
  record Not(Condition condition) implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      return condition.test(message).negated();
    }

    @Override
    public int comparisons() {
      return condition.comparisons();
    }
  }

  /** Conditions joined by AND, tested in their order up to the first that decides. */
  record All(List<Condition> conditions) implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      return firstThatDecides(conditions, Verdict.NO, Verdict.YES, message);
    }

    @Override
    public int comparisons() {
      return sum(conditions);
    }
  }

  /** Conditions joined by OR, tested in their order up to the first that decides. */
  record Any(List<Condition> conditions) implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      return firstThatDecides(conditions, Verdict.YES, Verdict.NO, message);
    }

    @Override
    public int comparisons() {
      return sum(conditions);
    }
  }

  private static Verdict firstThatDecides(
      List<Condition> conditions, Verdict deciding, Verdict otherwise, PropertyView message) {
    Verdict verdict = otherwise;
    for (int i = 0; i < conditions.size(); i++) {
      Verdict one = conditions.get(i).test(message);
      if (one == deciding || one == Verdict.FAILED) {
        return one;
      }
      if (one == Verdict.UNKNOWN) {
        verdict = Verdict.UNKNOWN;
      }
    }
    return verdict;
  }

  private static int sum(List<Condition> conditions) {
    return conditions.stream().mapToInt(Condition::comparisons).sum();
  }

  /** Whether there is a value at all. */
  record IsNull(Operand operand) implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      if (operand instanceof Operand.Property property) {
        return Verdict.of(!property.find(message));
      }
      Object value = operand.value(message);
      return value == Operand.FAILURE ? Verdict.FAILED : Verdict.of(value == null);
    }

    @Override
    public int comparisons() {
      return 1 + operand.comparisons();
    }
  }

  /** Whether two values are equal. */
  record Equality(Operand left, Operand right) implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      Object one = left.value(message);
      if (one == Operand.FAILURE) {
        return Verdict.FAILED;
      }
      Object other = right.value(message);
      if (other == Operand.FAILURE) {
        return Verdict.FAILED;
      }
      if (one == null) {
        return other == null ? Verdict.YES : Verdict.UNKNOWN;
      }
      return other == null ? Verdict.NO : Relation.EQUAL.judge(Values.compare(one, other));
    }

    @Override
    public int comparisons() {
      return 1 + left.comparisons() + right.comparisons();
    }
  }

  /** Whether one value comes before or after another. Texts count as the numbers in them. */
  record Ordering(Operand left, Relation relation, Operand right) implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      Object one = left.value(message);
      if (one == null || one == Operand.FAILURE) {
        return one == null ? Verdict.UNKNOWN : Verdict.FAILED;
      }
      Object other = right.value(message);
      if (other == null || other == Operand.FAILURE) {
        return other == null ? Verdict.UNKNOWN : Verdict.FAILED;
      }
      return relation.judge(
          one instanceof String text && other instanceof String otherText
              ? Values.compareAsNumbers(text, otherText)
              : Values.compare(one, other));
    }

    @Override
    public int comparisons() {
      return 1 + left.comparisons() + right.comparisons();
    }
  }

  /** A property on the left, and a number on the right: no value is made. */
  record NumberTest(Operand.Property property, Relation relation, Number number)
      implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      return property.find(message)
          ? relation.judge(NumberText.compare(message, number))
          : Verdict.UNKNOWN;
    }
  }

  /** A property that is one of some texts: no value is made. */
  record OneOf(Operand.Property property, TextSet texts) implements Condition {
    @Override
    public Verdict test(PropertyView message) {
      return property.find(message) ? Verdict.of(texts.hasValueOf(message)) : Verdict.UNKNOWN;
    }
  }

  /** A text within a text; says no of whatever is no text, also when negated. */
  final class TextTest implements Condition {
    /** Where the text is looked for. */
    enum Place {
      ANYWHERE,
      AT_START,
      AT_END
    }

    private final Operand operand;
    private final Place place;
    private final String text;
    private final byte[] bytes;
    private final boolean negated;

    TextTest(Operand operand, Place place, String text, boolean negated) {
      this.operand = operand;
      this.place = place;
      this.text = text;
      this.bytes = text.getBytes(StandardCharsets.UTF_8);
      this.negated = negated;
    }

    @Override
    public Verdict test(PropertyView message) {
      if (text.isEmpty()) {
        return Verdict.NO;
      }
      if (operand instanceof Operand.Property property) {
        return Verdict.of(property.find(message) && isIn(message) != negated);
      }
      Object value = operand.value(message);
      if (value == Operand.FAILURE) {
        return Verdict.FAILED;
      }
      return Verdict.of(value instanceof String string && isIn(string) != negated);
    }

    @Override
    public int comparisons() {
      return 1 + operand.comparisons();
    }

    private boolean isIn(PropertyView message) {
      return switch (place) {
        case ANYWHERE -> message.contains(bytes);
        case AT_START -> message.has(bytes, 0);
        case AT_END -> message.has(bytes, message.length() - bytes.length);
      };
    }

    private boolean isIn(String value) {
      return switch (place) {
        case ANYWHERE -> value.contains(text);
        case AT_START -> value.startsWith(text);
        case AT_END -> value.endsWith(text);
      };
    }
  }
}
