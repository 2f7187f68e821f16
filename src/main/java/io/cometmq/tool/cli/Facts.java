package io.cometmq.tool.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.protocol.body.JsonBody;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result that says several things about one. Owned by the command that fills it. Values are as in
 * {@link Rows}.
 */
public final class Facts {
  private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();

  /**
   * Adds a fact.
   *
   * @param name as programs read it, such as {@code queueOffset}; people read {@code queue offset}
   */
  public Facts put(String name, @Nullable Object value) {
    facts.put(name, value);
    return this;
  }

  /** For people: a line for each fact. */
  public String table() {
    int width = facts.keySet().stream().mapToInt(name -> Cell.words(name).length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    facts.forEach(
        (name, value) -> {
          String words = Cell.words(name);
          text.append(words)
              .append(" ".repeat(width - words.length() + 2))
              .append(Cell.text(value))
              .append('\n');
        });
    return text.toString();
  }

  /** For programs: one object on one line. */
  public String json() {
    ObjectNode object = JsonBody.object();
    facts.forEach((name, value) -> object.set(name, Cell.json(value)));
    return JsonBody.writeText(object) + "\n";
  }
}
