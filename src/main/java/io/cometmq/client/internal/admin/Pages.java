package io.cometmq.client.internal.admin;

import io.cometmq.protocol.RemotingCommand;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Reads a table that a broker gives page by page; older ones give all of it whatever they are
 * asked. Owned by the client's loop.
 *
 * @param <T> a row
 */
final class Pages<T> {
  /** Rows of a page. */
  static final int SIZE = 2_000;

  private final String totalField;
  private final IntFunction<Future<RemotingCommand>> ask;
  private final Function<RemotingCommand, Future<List<T>>> reader;
  private final List<T> rows = new ArrayList<>();

  /**
   * Creates it.
   *
   * @param totalField header field of the answer that tells how many rows there are in all
   * @param ask asks for the page that begins with a row
   */
  Pages(
      String totalField,
      IntFunction<Future<RemotingCommand>> ask,
      Function<RemotingCommand, Future<List<T>>> reader) {
    this.totalField = totalField;
    this.ask = ask;
    this.reader = reader;
  }

  /** All rows. */
  Future<List<T>> all() {
    return ask.apply(rows.size())
        .compose(
            answer ->
                reader
                    .apply(answer)
                    .compose(
                        page -> {
                          rows.addAll(page);
                          return page.isEmpty() || rows.size() >= total(answer)
                              ? Future.succeededFuture(rows)
                              : all();
                        }));
  }

  private int total(RemotingCommand answer) {
    String text = answer.extFields().getOrDefault(totalField, "0");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }
}
