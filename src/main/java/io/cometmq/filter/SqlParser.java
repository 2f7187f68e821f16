package io.cometmq.filter;

import io.cometmq.filter.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an expression by recursive descent. Used once.
 *
 * <pre>
 *   or         = and { OR and }
 *   and        = equality { AND equality }
 *   equality   = comparison { ( = | &lt;&gt; ) comparison | IS [ NOT ] NULL }
 *   comparison = unary { ( &gt; | &gt;= | &lt; | &lt;= ) unary
 *                      | [ NOT ] BETWEEN unary AND unary
 *                      | [ NOT ] IN ( string { , string } )
 *                      | [ NOT ] ( CONTAINS | STARTSWITH | ENDSWITH ) string }
 *   unary      = ( + | - | NOT ) unary | value | property | ( or )
 * </pre>
 *
 * <p>Accepted is what RocketMQ accepts, with two exceptions: RocketMQ silently ignores what follows
 * a whole expression, as the end of {@code a = 1 b = 2}, which is refused here; and nesting has a
 * bound instead of a stack that overflows.
 */
final class SqlParser {
  private static final int MAX_NESTING = 200;
  private static final String VALUE = "a property, a number, a string, TRUE, FALSE, NULL, NOT or (";

  private final SqlLexer lexer;
  private final SqlRules rules;
  private SqlToken token;
  private int nesting;
  private int chained;

  private SqlParser(String text) {
    lexer = new SqlLexer(text);
    rules = new SqlRules(lexer);
    token = lexer.next();
  }

  /**
   * Reads an expression.
   *
   * @throws FilterException when it is none
   */
  static Condition parse(String text) {
    SqlParser parser = new SqlParser(text);
    Condition condition = parser.rules.condition(parser.or());
    if (parser.token.kind() != Kind.END && !parser.lexer.isOpenComment(parser.token.at())) {
      throw parser.unexpected("an operator, AND, OR or the end of the expression");
    }
    return condition;
  }

  private SqlPart or() {
    SqlPart left = and();
    if (token.kind() != Kind.OR) {
      return left;
    }
    List<Condition> parts = new ArrayList<>();
    parts.add(rules.condition(left));
    while (accept(Kind.OR)) {
      parts.add(rules.condition(and()));
    }
    return left.become(new Condition.Any(List.copyOf(parts)));
  }

  private SqlPart and() {
    SqlPart left = equality();
    if (token.kind() != Kind.AND) {
      return left;
    }
    List<Condition> parts = new ArrayList<>();
    parts.add(rules.condition(left));
    while (accept(Kind.AND)) {
      parts.add(rules.condition(equality()));
    }
    return left.become(new Condition.All(List.copyOf(parts)));
  }

  private SqlPart equality() {
    SqlPart left = comparison();
    for (int i = 0; ; i++) {
      if (accept(Kind.EQUAL)) {
        left = left.become(rules.equal(left, comparison()));
      } else if (accept(Kind.UNEQUAL)) {
        left = left.become(new Condition.Not(rules.equal(left, comparison())));
      } else if (accept(Kind.IS)) {
        boolean negated = accept(Kind.NOT);
        expect(Kind.NULL, negated ? "NULL" : "NULL or NOT NULL");
        Condition isNull = new Condition.IsNull(left.operand());
        left = left.become(negated ? new Condition.Not(isNull) : isNull);
      } else {
        return left;
      }
      countChained(i);
    }
  }

  private SqlPart comparison() {
    SqlPart left = unary();
    for (int i = 0; ; i++) {
      Relation relation = relation();
      Condition condition;
      if (relation != null) {
        next();
        condition = rules.ordered(left, relation, unary());
      } else {
        boolean negated = accept(Kind.NOT);
        condition = worded(left, negated);
        if (condition == null && negated) {
          throw unexpected("BETWEEN, IN, CONTAINS, STARTSWITH or ENDSWITH");
        }
      }
      if (condition == null) {
        return left;
      }
      left = left.become(condition);
      countChained(i);
    }
  }

  private @Nullable Relation relation() {
    return switch (token.kind()) {
      case LESS -> Relation.LESS;
      case LESS_OR_EQUAL -> Relation.LESS_OR_EQUAL;
      case GREATER -> Relation.GREATER;
      case GREATER_OR_EQUAL -> Relation.GREATER_OR_EQUAL;
      default -> null;
    };
  }

  /** A comparison by a word; null when there is none. */
  private @Nullable Condition worded(SqlPart left, boolean negated) {
    if (accept(Kind.BETWEEN)) {
      SqlPart low = unary();
      expect(Kind.AND, "AND and the upper bound");
      return rules.between(left, low, unary(), negated);
    }
    if (accept(Kind.IN)) {
      return rules.in(left, texts(), negated);
    }
    if (accept(Kind.CONTAINS)) {
      return text(left, Condition.TextTest.Place.ANYWHERE, negated);
    }
    if (accept(Kind.STARTSWITH)) {
      return text(left, Condition.TextTest.Place.AT_START, negated);
    }
    if (accept(Kind.ENDSWITH)) {
      return text(left, Condition.TextTest.Place.AT_END, negated);
    }
    return null;
  }

  private Condition text(SqlPart left, Condition.TextTest.Place place, boolean negated) {
    String text = expect(Kind.STRING, Kind.STRING.shown()).text();
    return new Condition.TextTest(left.operand(), place, text, negated);
  }

  private List<String> texts() {
    expect(Kind.OPEN, "( and strings");
    List<String> texts = new ArrayList<>();
    do {
      texts.add(expect(Kind.STRING, Kind.STRING.shown()).text());
    } while (accept(Kind.COMMA));
    expect(Kind.CLOSE, ", or )");
    return texts;
  }

  private SqlPart unary() {
    int at = token.at();
    if (++nesting > MAX_NESTING) {
      throw lexer.error(at, token.found(), "at most " + MAX_NESTING + " levels of nesting");
    }
    try {
      if (accept(Kind.PLUS)) {
        return new SqlPart(unary().operand(), at);
      }
      if (accept(Kind.MINUS)) {
        return new SqlPart(new Operand.Negation(unary().operand()), at);
      }
      if (accept(Kind.NOT)) {
        Condition negated = new Condition.Not(rules.condition(unary()));
        return new SqlPart(new Operand.Truth(negated), at);
      }
      if (accept(Kind.OPEN)) {
        Operand inner = or().operand();
        expect(Kind.CLOSE, "an operator, AND, OR or )");
        return new SqlPart(inner, at);
      }
      return new SqlPart(primary(), at);
    } finally {
      nesting--;
    }
  }

  private Operand primary() {
    Operand operand =
        switch (token.kind()) {
          case NAME -> new Operand.Property(token.text());
          case STRING -> new Operand.Literal(token.text());
          case INTEGER -> new Operand.Literal(rules.integer(token));
          case DECIMAL -> new Operand.Literal(rules.decimal(token));
          case TRUE -> new Operand.Literal(true);
          case FALSE -> new Operand.Literal(false);
          case NULL -> new Operand.Literal(null);
          default -> throw unexpected(VALUE);
        };
    next();
    return operand;
  }

  /** Conditions compared with conditions nest without parentheses; they have the same bound. */
  private void countChained(int before) {
    if (before > 0 && ++chained > MAX_NESTING) {
      throw lexer.error(
          token.at(), token.found(), "at most " + MAX_NESTING + " comparisons in a row");
    }
  }

  private void next() {
    token = lexer.next();
  }

  private boolean accept(Kind kind) {
    if (token.kind() != kind) {
      return false;
    }
    next();
    return true;
  }

  private SqlToken expect(Kind kind, String expected) {
    SqlToken found = token;
    if (found.kind() != kind) {
      throw unexpected(expected);
    }
    next();
    return found;
  }

  private FilterException unexpected(String expected) {
    return lexer.error(token.at(), token.found(), expected);
  }
}
