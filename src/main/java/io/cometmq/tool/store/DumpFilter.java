package io.cometmq.tool.store;

import io.cometmq.model.PropertyNames;
import io.cometmq.record.RecordView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which records somebody wants to see. Immutable.
 *
 * @param topic null for all
 * @param queueId null for all
 * @param key one of the keys, or the unique key; null for all
 */
record DumpFilter(@Nullable String topic, @Nullable Integer queueId, @Nullable String key) {
  boolean wants(RecordView record) {
    return (topic == null || topic.equals(record.topic()))
        && (queueId == null || queueId == record.queueId())
        && (key == null || hasKey(key, ExpectedUnits.properties(record)));
  }

  private static boolean hasKey(String key, Map<String, String> properties) {
    return key.equals(properties.get(PropertyNames.UNIQ_KEY))
        || List.of(properties.getOrDefault(PropertyNames.KEYS, "").split(" ", -1)).contains(key);
  }
}
