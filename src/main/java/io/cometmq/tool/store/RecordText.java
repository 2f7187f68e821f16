package io.cometmq.tool.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.PropertyNames;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.record.RecordView;
import io.cometmq.tool.cli.BodyText;
import java.time.Instant;
import java.util.Map;

/** Shows records as lines, for people or programs. Stateless. */
final class RecordText {
  private static final String FORMAT = "%-14s %-30s %5s %10s %-24s %8s %-16s %s";

  private RecordText() {}

  static String tableHead() {
    return String.format(
        FORMAT, "POSITION", "TOPIC", "QUEUE", "OFFSET", "STORED", "BYTES", "TAG", "KEYS  BODY");
  }

  static String tableLine(RecordView record, boolean withBody) {
    Map<String, String> properties = ExpectedUnits.properties(record);
    String line =
        String.format(
            FORMAT,
            record.physicalOffset(),
            record.topic(),
            record.queueId(),
            record.queueOffset(),
            Instant.ofEpochMilli(record.storeTimestamp()),
            record.totalSize(),
            properties.getOrDefault(PropertyNames.TAGS, "-"),
            properties.getOrDefault(PropertyNames.KEYS, "-"));
    return withBody ? line + "  " + BodyText.preview(body(record)) : line;
  }

  static String json(RecordView record, boolean withBody) {
    ObjectNode json = JsonBody.object();
    json.put("position", record.physicalOffset())
        .put("size", record.totalSize())
        .put("topic", record.topic())
        .put("queueId", record.queueId())
        .put("queueOffset", record.queueOffset())
        .put("storeTimestamp", record.storeTimestamp())
        .put("bornTimestamp", record.bornTimestamp())
        .put("storeHost", record.storeHost().toText())
        .put("bornHost", record.bornHost().toText())
        .put("sysFlag", record.sysFlag())
        .put("flag", record.flag())
        .put("reconsumeTimes", record.reconsumeTimes())
        .put("preparedTransactionOffset", record.preparedTransactionOffset())
        .put("bodyBytes", record.bodyLength());
    ObjectNode properties = json.putObject("properties");
    ExpectedUnits.properties(record).forEach(properties::put);
    if (withBody) {
      BodyText.put(json, body(record));
    }
    return JsonBody.writeText(json);
  }

  private static byte[] body(RecordView record) {
    byte[] body = new byte[record.bodyLength()];
    record.buffer().get(record.bodyAt(), body);
    return body;
  }
}
