package io.cometmq.filter;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A side of a comparison. Immutable. */
sealed interface Operand {
  /** The value of an operand that could not be told. */
  Object FAILURE = Verdict.FAILED;

  /** A String, Boolean, Integer, Long or Double; null when it is missing; or {@link #FAILURE}. */
  @Nullable Object value(PropertyView message);

  /** How many comparisons it takes to know it. */
  default int comparisons() {
    return 0;
  }

  /** A property of the message; always a text. */
  final class Property implements Operand {
    private final String name;
    private final byte[] nameBytes;

    Property(String name) {
      this.name = name;
      this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
    }

    boolean find(PropertyView message) {
      return message.find(nameBytes);
    }

    @Override
    public @Nullable Object value(PropertyView message) {
      return find(message) ? message.text() : null;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A value written in the expression; null for NULL. */
  record Literal(@Nullable Object constant) implements Operand {
    boolean isNumber() {
      return constant instanceof Number;
    }

    /** Whether it may stand for a condition: TRUE, FALSE or NULL. */
    boolean isTruth() {
      return constant == null || constant instanceof Boolean;
    }

    @Override
    public @Nullable Object value(PropertyView message) {
      return constant;
    }

    @Override
    public String toString() {
      return constant instanceof String ? "'" + constant + "'" : String.valueOf(constant);
    }
  }

  /** A number with its sign turned; null for anything else, also for texts. */
  record Negation(Operand operand) implements Operand {
    @Override
    public @Nullable Object value(PropertyView message) {
      Object value = operand.value(message);
      if (value instanceof Integer number) {
        return -number;
      }
      if (value instanceof Long number) {
        return -number;
      }
      if (value instanceof Double number) {
        return -number;
      }
      return value == FAILURE ? FAILURE : null;
    }

    @Override
    public int comparisons() {
      return operand.comparisons();
    }

    @Override
    public String toString() {
      return "-" + operand;
    }
  }

  /** A condition as a value. */
  record Truth(Condition condition) implements Operand {
    @Override
    public @Nullable Object value(PropertyView message) {
      return switch (condition.test(message)) {
        case YES -> true;
        case NO -> false;
        case UNKNOWN -> null;
        case FAILED -> FAILURE;
      };
    }

    @Override
    public int comparisons() {
      return condition.comparisons();
    }
  }
}
