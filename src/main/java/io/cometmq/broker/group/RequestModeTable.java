package io.cometmq.broker.group;

import io.cometmq.model.MessageRequestMode;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How groups get messages, where that is not the default. Written by the registration context; any
 * thread reads.
 */
public final class RequestModeTable {
  private record Key(String topic, String group) {}

  private final ConcurrentHashMap<Key, MessageRequestMode> modes = new ConcurrentHashMap<>();

  /** What was set, null when nothing was. */
  public @Nullable MessageRequestMode find(String topic, String group) {
    return modes.get(new Key(topic, group));
  }

  /** Everything that was set; a live view. */
  public Collection<MessageRequestMode> all() {
    return modes.values();
  }

  /** Sets a mode. */
  public void put(MessageRequestMode mode) {
    modes.put(new Key(mode.topic(), mode.consumerGroup()), mode);
  }
}
