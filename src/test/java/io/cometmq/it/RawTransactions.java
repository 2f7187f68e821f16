package io.cometmq.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A producer of transactions that says what a test wants, word for word. For one thread. */
final class RawTransactions implements AutoCloseable {
  static final String GROUP = "raw-transactors";
  static final int COMMIT = 8;
  static final int ROLLBACK = 12;
  static final int UNKNOWN = 0;

  private static final int END = 37;
  private static final int CHECK = 39;
  private static final int PREPARED_FLAG = 4;

  private final RawConnection connection;
  private int sent;

  /** Where a half is stored. */
  record Half(long queueOffset, long position, String id) {}

  RawTransactions(int brokerPort) throws IOException {
    connection = new RawConnection(brokerPort);
  }

  RawConnection connection() {
    return connection;
  }

  /** Says that this is a producer, which may be asked. */
  RawTransactions join() throws IOException {
    String body =
        "{\"clientID\":\"raw@"
            + System.identityHashCode(this)
            + "\",\"consumerDataSet\":[],\"producerDataSet\":[{\"groupName\":\""
            + GROUP
            + "\"}]}";
    connection.call(Wire.HEARTBEAT, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /**
   * Stores the first half of a transaction.
   *
   * @param more further properties, name and value in turn
   */
  Half half(String topic, String... more) throws IOException {
    return half(Wire.send(topic), more);
  }

  /** The same with header fields of one's own. */
  Half half(Map<String, String> fields, String... more) throws IOException {
    String id = "raw-" + System.nanoTime() + "-" + sent++;
    StringBuilder properties = new StringBuilder();
    property(properties, "TRAN_MSG", "true");
    property(properties, "PGROUP", GROUP);
    property(properties, "UNIQ_KEY", id);
    for (int i = 0; i < more.length; i += 2) {
      property(properties, more[i], more[i + 1]);
    }
    fields.put("f", Integer.toString(PREPARED_FLAG));
    fields.put("i", properties.toString());
    RawConnection.Answer answer =
        connection.call(Wire.SEND, fields, id.getBytes(StandardCharsets.UTF_8));
    if (answer.code() != 0) {
      throw new IOException("the half was refused: " + answer);
    }
    return new Half(
        answer.number("queueOffset"),
        Long.parseLong(answer.fields().getOrDefault("msgId", "").substring(16), 16),
        id);
  }

  private static void property(StringBuilder to, String name, String value) {
    to.append(name).append('\u0001').append(value).append('\u0002');
  }

  /** Ends a transaction, and waits for the answer. */
  RawConnection.Answer end(Half half, int outcome) throws IOException {
    return connection.call(END, fields(half, outcome));
  }

  RawConnection.Answer end(Map<String, String> fields) throws IOException {
    return connection.call(END, fields);
  }

  static byte[] endFrame(int opaque, int flag, Half half, int outcome) {
    return RawConnection.frame(END, opaque, flag, fields(half, outcome), RawConnection.NO_BODY);
  }

  /** The header of an end, which may be changed. */
  static Map<String, String> fields(Half half, int outcome) {
    Map<String, String> fields = new HashMap<>();
    fields.put("producerGroup", GROUP);
    fields.put("tranStateTableOffset", Long.toString(half.queueOffset()));
    fields.put("commitLogOffset", Long.toString(half.position()));
    fields.put("commitOrRollback", Integer.toString(outcome));
    fields.put("fromTransactionCheck", "false");
    fields.put("msgId", half.id());
    fields.put("transactionId", half.id());
    return fields;
  }

  /** Waits until the broker asks for a half; what it asks for others is dropped. */
  RawConnection.Answer awaitCheck(Half half) throws IOException {
    return connection.read(
        frame ->
            frame.code() == CHECK
                && (frame.flag() & 1) == 0
                && half.id().equals(frame.fields().get("transactionId")));
  }

  /** The half that the broker asks for. */
  static Half half(RawConnection.Answer check) {
    return new Half(
        check.number("tranStateTableOffset"),
        check.number("commitLogOffset"),
        check.fields().getOrDefault("transactionId", ""));
  }

  /** End of queue 0 of a topic. */
  long visible(String topic) throws IOException {
    return connection
        .call(Wire.MAX_OFFSET, Map.of("topic", topic, "queueId", "0"))
        .number("offset");
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
