package io.cometmq.it;

import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** Requests by their codes, and the header fields they need. */
final class Wire {
  static final int SEND_LONG_NAMES = 10;
  static final int PULL = 11;
  static final int QUERY_OFFSET = 14;
  static final int CREATE_TOPIC = 17;
  static final int MAX_OFFSET = 30;
  static final int HEARTBEAT = 34;
  static final int UNREGISTER = 35;
  static final int CONSUMERS = 38;
  static final int CONSUMERS_CHANGED = 40;
  static final int ROUTE = 105;
  static final int SEND = 310;
  static final int SEND_BATCH = 320;
  static final int QUERY_ASSIGNMENT = 400;
  static final int SET_REQUEST_MODE = 401;
  static final int ALL_REQUEST_MODES = 402;
  static final int POP = 200050;
  static final int ACK = 200051;
  static final int PEEK = 200052;
  static final int NOTIFICATION = 200054;
  static final int POLLING_INFO = 200055;
  static final int BATCH_ACK = 200151;

  static final int WRITE = 2;
  static final int READ_WRITE = 6;

  static final int COMMIT_OFFSET = 1;
  static final int SUSPEND = 2;
  static final int SUBSCRIPTION = 4;

  private Wire() {}

  /** Makes a topic and waits until its route can be had. */
  static String topic(BrokerProcess broker, String name, int queues) throws IOException {
    return topic(broker, name, queues, READ_WRITE);
  }

  static String topic(BrokerProcess broker, String name, int queues, int perm) throws IOException {
    return topic(broker, broker, name, queues, perm);
  }

  /** The same on a broker whose NameServer is another process. */
  static String topicAt(BrokerProcess broker, BrokerProcess namesrv, String name, int queues)
      throws IOException {
    return topic(broker, namesrv, name, queues, READ_WRITE);
  }

  private static String topic(
      BrokerProcess broker, BrokerProcess namesrv, String name, int queues, int perm)
      throws IOException {
    Map<String, String> fields = new HashMap<>();
    fields.put("topic", name);
    fields.put("defaultTopic", "TBW102");
    fields.put("readQueueNums", Integer.toString(queues));
    fields.put("writeQueueNums", Integer.toString(queues));
    fields.put("perm", Integer.toString(perm));
    fields.put("topicFilterType", "SINGLE_TAG");
    fields.put("topicSysFlag", "0");
    fields.put("order", "false");
    try (RawConnection toBroker = new RawConnection(broker.port("broker"));
        RawConnection toNamesrv = new RawConnection(namesrv.port("namesrv"))) {
      RawConnection.Answer made = toBroker.call(CREATE_TOPIC, fields);
      if (made.code() != 0) {
        throw new IOException("topic " + name + " was refused: " + made);
      }
      Awaitility.await().until(() -> toNamesrv.call(ROUTE, Map.of("topic", name)).code() == 0);
    }
    return name;
  }

  /** The header of a send to queue 0, which may be changed. */
  static Map<String, String> send(String topic) {
    Map<String, String> fields = new HashMap<>();
    fields.put("a", "raw-producer");
    fields.put("b", topic);
    fields.put("c", "TBW102");
    fields.put("d", "4");
    fields.put("e", "0");
    fields.put("f", "0");
    fields.put("g", Long.toString(System.currentTimeMillis()));
    fields.put("h", "0");
    fields.put("i", "");
    fields.put("j", "0");
    fields.put("k", "false");
    fields.put("m", "false");
    return fields;
  }

  /** The header of a pull from queue 0, which may be changed. */
  static Map<String, String> pull(String topic, long offset, String expression) {
    Map<String, String> fields = new HashMap<>();
    fields.put("consumerGroup", "raw-consumer");
    fields.put("topic", topic);
    fields.put("queueId", "0");
    fields.put("queueOffset", Long.toString(offset));
    fields.put("maxMsgNums", "32");
    fields.put("sysFlag", Integer.toString(SUBSCRIPTION));
    fields.put("commitOffset", "0");
    fields.put("suspendTimeoutMillis", "0");
    fields.put("subVersion", "0");
    fields.put("subscription", expression);
    fields.put("expressionType", "TAG");
    return fields;
  }

  /** The same pull, held for that long when there is nothing. */
  static Map<String, String> held(Map<String, String> pull, long millis) {
    pull.put("sysFlag", Integer.toString(SUBSCRIPTION | SUSPEND));
    pull.put("suspendTimeoutMillis", Long.toString(millis));
    return pull;
  }
}
