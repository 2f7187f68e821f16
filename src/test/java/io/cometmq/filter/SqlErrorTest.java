package io.cometmq.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong expressions are refused with the place, what stands there and what should. */
final class SqlErrorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^^ | 1 | found the end of the expression, expected a property, a number, a string",
        "a = | 4 | found the end of the expression, expected a property, a number, a string",
        "a == 1 | 4 | found =, expected a property",
        "a != 1 | 3 | found the character !, expected <> for unequal",
        "a = 1 && b = 2 | 7 | found the character &, expected AND",
        "a = \"x\" | 5 | found the character \", expected strings in single quotes",
        "a = 'x | 5 | found a string that does not end",
        "a /* b | 3 | found a comment that does not end",
        "a.b = 1 | 2 | found the character ., expected names of letters",
        "größe > 1 | 3 | found the character ö, expected names of letters",
        "a = 1 b = 2 | 7 | found b, expected an operator, AND, OR or the end",
        "a = 1) | 6 | found ), expected an operator, AND, OR or the end",
        "(a = 1 | 7 | found the end of the expression, expected an operator, AND, OR or )",
        "a LIKE 'x' | 3 | found LIKE, expected an operator, AND, OR or the end",
        "a NOT LIKE 'x' | 7 | found LIKE, expected BETWEEN, IN, CONTAINS, STARTSWITH or ENDSWITH",
        "a IN (1) | 7 | found the number 1, expected a string in single quotes",
        "a IN ('x' 'y') | 11 | found the string 'y', expected , or )",
        "5 IN ('x') | 1 | found 5 before IN, expected a property",
        "NOT a IN ('x') | 1 | found a condition before IN, expected a property; write NOT IN",
        "a IS 5 | 6 | found the number 5, expected NULL or NOT NULL",
        "a = NULL | 5 | found NULL, expected a value; NULL is tested with IS NULL",
        "a > 'x' | 5 | found 'x', expected a number or a property",
        "a > 1 > 2 | 1 | found a condition, expected a number or a property",
        "a BETWEEN 5 AND 1 | 17 | found 1, expected an upper bound that is not below 5",
        "a BETWEEN 5 OR 6 | 13 | found OR, expected AND and the upper bound",
        "a = 9223372036854775808 | 5 | found the number 9223372036854775808, expected whole",
        "a > 0.0 | 5 | expected numbers with a fraction from 4.9E-324",
        "a = 1 AND 'x' | 11 | found 'x', expected a condition",
        "5 | 1 | found 5, expected a condition",
        "TRUE = 5 | 8 | found 5, expected TRUE or FALSE",
        "a CONTAINS b | 12 | found b, expected a string in single quotes",
      })
  void shouldNameThePlace(String expression, int position, String text) {
    FilterException error =
        catchThrowableOfType(FilterException.class, () -> MessageFilter.ofSql(expression));
    assertThat(error)
        .hasMessageStartingWith("SQL92 expression, position " + position + ": ")
        .hasMessageContaining(text)
        .hasMessageEndingWith("the expression is: " + expression);
    assertThat(error.position()).isEqualTo(position);
  }

  @Test
  void shouldRefuseTooMuchNestingInsteadOfOverflowing() {
    String deep = "(".repeat(100_000) + "a" + ")".repeat(100_000);
    FilterException error =
        catchThrowableOfType(FilterException.class, () -> MessageFilter.ofSql(deep));
    assertThat(error.position()).isEqualTo(201);
    assertThat(error).hasMessageContaining("at most 200 levels of nesting");
    assertThat(error.getMessage()).hasSizeLessThan(1_000);
    String chained = "a" + " = a".repeat(100_000);
    assertThat(catchThrowableOfType(FilterException.class, () -> MessageFilter.ofSql(chained)))
        .hasMessageContaining("at most 200 comparisons in a row");
  }

  @Test
  void shouldShowLongTextsShortAndOnOneLine() {
    String expression = "a = 1 '" + "x\n".repeat(10_000) + "'";
    FilterException error =
        catchThrowableOfType(FilterException.class, () -> MessageFilter.ofSql(expression));
    assertThat(error).hasMessageContaining("found the string 'x x x").hasMessageContaining("...");
    assertThat(error.getMessage()).hasSizeLessThan(1_000).doesNotContain("\n");
  }

  @Test
  void shouldTakeManyAlternatives() {
    String wide = "a = 'x'" + " OR a = 'y'".repeat(20_000);
    assertThat(MessageFilter.ofSql(wide).comparisons()).isEqualTo(20_001);
    assertThat(MessageFilter.ofSql("(a = 1) = (b = 2 AND c NOT IN ('1', '2', '3')) IS NULL"))
        .extracting(MessageFilter::comparisons)
        .isEqualTo(5);
  }
}
