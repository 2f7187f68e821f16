package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.DataVersion;
import io.cometmq.model.TopicConfig;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.InflaterInputStream;

/** What a broker tells a NameServer about its topics. Immutable. */
public record RegisterBrokerBody(List<TopicConfig> topics, DataVersion version) {
  /** The JSON form. */
  public byte[] write() {
    ObjectNode node = JsonBody.object();
    node.putArray("filterServerList");
    ObjectNode wrapper = TopicConfigBody.writeTable(topics, version);
    wrapper.set("mappingDataVersion", DataVersionBody.write(new DataVersion(0, 0, 0)));
    wrapper.putObject("topicQueueMappingDetailMap");
    wrapper.putObject("topicQueueMappingInfoMap");
    node.set("topicConfigSerializeWrapper", wrapper);
    return JsonBody.write(node);
  }

  /**
   * Reads a body of either form.
   *
   * @throws IllegalArgumentException when it makes no sense
   */
  public static RegisterBrokerBody read(byte[] body, boolean compressed) {
    if (compressed) {
      return readCompressed(body);
    }
    JsonNode node = JsonBody.read(body);
    // brokers before 3.0.11 send the inner object alone
    JsonNode wrapper =
        node.has("topicConfigSerializeWrapper") ? node.get("topicConfigSerializeWrapper") : node;
    return new RegisterBrokerBody(
        TopicConfigBody.readTable(wrapper), DataVersionBody.read(wrapper.path("dataVersion")));
  }

  /** zlib over length-prefixed texts: the version, then one line for each topic. */
  private static RegisterBrokerBody readCompressed(byte[] body) {
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(body)))) {
      DataVersion version = DataVersionBody.read(JsonBody.read(next(in)));
      int count = in.readInt();
      List<TopicConfig> topics = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        topics.add(line(new String(next(in), StandardCharsets.UTF_8)));
      }
      return new RegisterBrokerBody(topics, version);
    } catch (IOException e) {
      throw new IllegalArgumentException("the compressed body is damaged: " + e, e);
    }
  }

  private static byte[] next(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] text = in.readNBytes(Math.max(0, length));
    if (text.length != length) {
      throw new EOFException("a text of " + length + " bytes is cut off");
    }
    return text;
  }

  /** {@code name readQueues writeQueues perm filterType [attributes]}. */
  private static TopicConfig line(String line) {
    List<String> parts = List.of(line.split(" ", 6));
    if (parts.size() < 5) {
      throw new IllegalArgumentException("topic line '" + line + "' has fewer than five parts");
    }
    ObjectNode node =
        JsonBody.object()
            .put("topicName", parts.get(0))
            .put("readQueueNums", parts.get(1))
            .put("writeQueueNums", parts.get(2))
            .put("perm", parts.get(3))
            .put("topicFilterType", parts.get(4));
    if (parts.size() == 6 && !parts.get(5).isBlank()) {
      node.set("attributes", JsonBody.read(parts.get(5).getBytes(StandardCharsets.UTF_8)));
    }
    return TopicConfigBody.read(node);
  }
}
