package io.cometmq.client.internal.wire;

import io.cometmq.model.TopicNames;

/**
 * Puts the namespace in front of names, as the official client does. Immutable.
 *
 * @param name empty for none
 */
public record Namespace(String name) {
  private static final char SEPARATOR = '%';

  /** The name as brokers know it; that of a group's retries has the namespace inside. */
  public String wrap(String resource) {
    if (name.isEmpty() || TopicNames.isSystem(resource) || TopicNames.isReply(resource)) {
      return resource;
    }
    String prefix = prefix(resource);
    String rest = resource.substring(prefix.length());
    return rest.startsWith(name + SEPARATOR) ? resource : prefix + name + SEPARATOR + rest;
  }

  /** The name as applications know it. */
  public String unwrap(String resource) {
    if (name.isEmpty()) {
      return resource;
    }
    String prefix = prefix(resource);
    String rest = resource.substring(prefix.length());
    return rest.startsWith(name + SEPARATOR)
        ? prefix + rest.substring(name.length() + 1)
        : resource;
  }

  /** Whether a name as brokers know it is within the namespace; without one all are. */
  public boolean contains(String resource) {
    return name.isEmpty()
        || resource.substring(prefix(resource).length()).startsWith(name + SEPARATOR);
  }

  private static String prefix(String resource) {
    if (TopicNames.isRetry(resource)) {
      return TopicNames.RETRY_PREFIX;
    }
    return TopicNames.isDlq(resource) ? TopicNames.DLQ_PREFIX : "";
  }
}
