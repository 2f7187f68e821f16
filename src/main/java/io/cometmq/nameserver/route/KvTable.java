package io.cometmq.nameserver.route;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings by namespace and key. Owned by the routing context. */
public final class KvTable {
  /** Namespace of the queues that producers of ordered topics use, by topic. */
  public static final String ORDER_TOPICS = "ORDER_TOPIC_CONFIG";

  private final Map<String, Map<String, String>> namespaces = new TreeMap<>();

  /** A value, null when there is none. */
  public @Nullable String get(String namespace, String key) {
    Map<String, String> values = namespaces.get(namespace);
    return values == null ? null : values.get(key);
  }

  /** Sets a value. */
  public void put(String namespace, String key, String value) {
    namespaces.computeIfAbsent(namespace, name -> new TreeMap<>()).put(key, value);
  }

  /** Removes a value. */
  public void delete(String namespace, String key) {
    Map<String, String> values = namespaces.get(namespace);
    if (values != null) {
      values.remove(key);
    }
  }

  /** All values of a namespace; empty when there are none. */
  public Map<String, String> namespace(String namespace) {
    return namespaces.getOrDefault(namespace, Map.of());
  }

  /** Everything, by namespace. */
  public Map<String, Map<String, String>> all() {
    return namespaces;
  }
}
