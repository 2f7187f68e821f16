package io.cometmq.tool.admin;

import io.cometmq.tool.cli.Facts;
import io.cometmq.tool.cli.OutputOptions;
import io.cometmq.tool.cli.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one thing, lists included: facts and tables one below the other for people, one
 * object for programs. Owned by the command that fills it.
 */
final class Sections {
  private final Facts facts = new Facts();
  private final Facts all = new Facts();
  private final StringBuilder tables = new StringBuilder();

  /** Adds a fact. */
  Sections fact(String name, @Nullable Object value) {
    facts.put(name, value);
    all.put(name, value);
    return this;
  }

  /** Adds a list; people don't see an empty one. */
  Sections list(String name, Listing listing) {
    all.put(name, listing.objects());
    if (!listing.isEmpty()) {
      tables.append('\n').append(listing.table());
    }
    return this;
  }

  void print(OutputOptions output) {
    output.out().print(output.isJson() ? all.json() : facts.table() + tables);
    output.out().flush();
  }

  /** A list of things of one kind. Owned by the command that fills it. */
  static final class Listing {
    private final String[] names;
    private final Rows rows;
    private final List<Map<String, @Nullable Object>> objects = new ArrayList<>();

    private Listing(String[] names) {
      this.names = names;
      this.rows = Rows.of(names);
    }

    /** An empty list of things with values of these names. */
    static Listing of(String... names) {
      return new Listing(names.clone());
    }

    /** Adds one thing, with a value for each name. */
    Listing add(@Nullable Object... values) {
      rows.add(values);
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        object.put(names[i], values[i]);
      }
      objects.add(object);
      return this;
    }

    boolean isEmpty() {
      return objects.isEmpty();
    }

    String table() {
      return rows.table();
    }

    List<Map<String, @Nullable Object>> objects() {
      return objects;
    }
  }
}
