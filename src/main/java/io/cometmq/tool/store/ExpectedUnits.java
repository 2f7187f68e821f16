package io.cometmq.tool.store;

import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.Splitter;
import io.cometmq.model.TagHash;
import io.cometmq.model.TopicNames;
import io.cometmq.record.PropertyScanner;
import io.cometmq.record.RecordView;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Which units and keys a record should have led to; the rules are RocketMQ's. Stateless. */
final class ExpectedUnits {
  /** Is told of units. */
  @FunctionalInterface
  interface Sink {
    void unit(QueueKey queue, long queueOffset, long tagsCode);
  }

  private ExpectedUnits() {}

  /** Tells of the units that consume queues should have for a record. */
  static void of(RecordView record, Sink sink) {
    if (!MessageSysFlag.isVisible(record.sysFlag())) {
      return;
    }
    Map<String, String> properties = properties(record);
    String topic = record.topic();
    long tagsCode = comparable(topic, TagHash.of(properties.getOrDefault(PropertyNames.TAGS, "")));
    sink.unit(new QueueKey(topic, record.queueId()), record.queueOffset(), tagsCode);
    String light = properties.get(PropertyNames.INNER_MULTI_DISPATCH);
    String offsets = properties.get(PropertyNames.INNER_MULTI_QUEUE_OFFSET);
    if (light != null && offsets != null) {
      Iterator<String> each = Splitter.on(",", offsets).iterator();
      for (String name : Splitter.on(",", light)) {
        if (each.hasNext()) {
          sink.unit(new QueueKey(name.strip(), 0), Long.parseLong(each.next().strip()), tagsCode);
        }
      }
    }
  }

  /** Units of messages that wait have their time there, which only the broker's settings tell. */
  static long comparable(String topic, long tagsCode) {
    return TopicNames.isWaitingRoom(topic) ? 0 : tagsCode;
  }

  /** Number of entries that the index should have for a record. */
  static int keys(RecordView record) {
    int type = record.sysFlag() & MessageSysFlag.TRANSACTION_MASK;
    if (type == MessageSysFlag.TRANSACTION_ROLLBACK) {
      return 0;
    }
    Map<String, String> properties = properties(record);
    int unique = properties.containsKey(PropertyNames.UNIQ_KEY) ? 1 : 0;
    List<String> keys = List.of(properties.getOrDefault(PropertyNames.KEYS, "").split(" ", -1));
    return unique + (int) keys.stream().filter(key -> !key.isEmpty()).count();
  }

  static Map<String, String> properties(RecordView record) {
    byte[] text = new byte[record.propertiesLength()];
    record.buffer().get(record.propertiesAt(), text);
    return PropertyScanner.toMap(text);
  }
}
