package io.cometmq.web.protocol;

import io.cometmq.filter.FilterException;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.SubscriptionData;
import org.jspecify.annotations.Nullable;

/**
 * A filter as it was written.
 *
 * @param tag tags joined by {@code ||}; null for all or if {@code sql} is given
 * @param sql an SQL92 condition
 */
public record FilterText(@Nullable String tag, @Nullable String sql) {
  /** Everything. */
  public static final FilterText ALL = new FilterText(null, null);

  /**
   * Compiles it.
   *
   * @throws CometException when it is wrong
   */
  public MessageFilter compile() {
    try {
      return sql != null
          ? MessageFilter.ofSql(sql)
          : MessageFilter.of(SubscriptionData.parse("", tag));
    } catch (FilterException e) {
      throw new CometException(ErrorCode.BAD_FILTER, "subscribe.filter: " + e.getMessage());
    }
  }
}
