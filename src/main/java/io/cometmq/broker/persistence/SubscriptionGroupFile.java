package io.cometmq.broker.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.broker.group.SubscriptionGroupTable;
import io.cometmq.protocol.body.DataVersionBody;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.SubscriptionGroupBody;
import io.cometmq.store.checkpoint.AtomicStateFile;
import java.io.IOException;
import java.nio.file.Path;

/** {@code config/subscriptionGroup.json}. Stateless. */
public final class SubscriptionGroupFile {
  private SubscriptionGroupFile() {}

  /** The file's content. */
  public static byte[] encode(SubscriptionGroupTable groups) {
    return JsonBody.writePretty(
        SubscriptionGroupBody.writeTable(groups.all(), groups.forbidden(), groups.version()));
  }

  /**
   * Reads the file into a table.
   *
   * @throws IOException when there is one and it can't be read
   */
  public static void load(Path file, SubscriptionGroupTable groups) throws IOException {
    JsonNode node = AtomicStateFile.read(file, StateJson::parse);
    if (node != null) {
      groups.restore(
          SubscriptionGroupBody.readTable(node),
          SubscriptionGroupBody.readForbidden(node),
          DataVersionBody.read(node.path("dataVersion")));
    }
  }
}
