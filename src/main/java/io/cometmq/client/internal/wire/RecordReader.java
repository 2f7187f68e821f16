package io.cometmq.client.internal.wire;

import io.cometmq.client.Compression;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageIdText;
import io.cometmq.record.PropertyScanner;
import io.cometmq.record.RecordCheck;
import io.cometmq.record.RecordLayout;
import io.cometmq.record.RecordView;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records that a broker sends. Owned by the client's loop. */
public final class RecordReader {
  private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);

  private static final byte[] RETRY_TOPIC = name(PropertyNames.RETRY_TOPIC);
  private static final byte[] TAGS = name(PropertyNames.TAGS);

  private final Namespace namespace;
  private final @Nullable ClientMeters meters;
  private final RecordView view = new RecordView();
  private final RecordCheck check = new RecordCheck();
  private final PropertyScanner scanner = new PropertyScanner();
  private @Nullable HostAddress lastHost;
  private @Nullable MessageIdText lastIds;

  /**
   * Creates a reader of topics in this namespace.
   *
   * @param meters counts the messages, null for nothing
   */
  public RecordReader(Namespace namespace, @Nullable ClientMeters meters) {
    this.namespace = namespace;
    this.meters = meters;
  }

  private static byte[] name(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The messages in a body.
   *
   * @param tags those wanted, empty for all: brokers compare no more than hashes
   * @throws IllegalArgumentException when the bytes are no records
   */
  public List<ReceivedMessage> read(MessageQueue queue, ByteBuf body, Set<String> tags) {
    ByteBuffer bytes = body.nioBuffer();
    List<ReceivedMessage> messages = new ArrayList<>();
    int at = bytes.position();
    while (at < bytes.limit()) {
      if (check.check(bytes, at, false) != RecordCheck.Verdict.OK) {
        throw new IllegalArgumentException(
            "byte " + at + " of " + bytes.limit() + " begins no record");
      }
      view.wrap(bytes, at);
      if (isWanted(tags)) {
        messages.add(message(queue));
      }
      at += view.totalSize();
    }
    if (meters != null) {
      meters.onPulled(messages.size());
    }
    return messages;
  }

  /**
   * The messages in a body, which say themselves what topic and queue each is of.
   *
   * @param asked says what broker
   * @throws IllegalArgumentException when the bytes are no records
   */
  public List<ReceivedMessage> readMixed(MessageQueue asked, ByteBuf body) {
    ByteBuffer bytes = body.nioBuffer();
    List<ReceivedMessage> messages = new ArrayList<>();
    while (bytes.hasRemaining()) {
      messages.add(readAlone(asked.brokerName(), bytes));
      bytes.position(bytes.position() + view.totalSize());
    }
    if (meters != null) {
      meters.onPulled(messages.size());
    }
    return messages;
  }

  /**
   * Whether unpacking the bodies takes so long that it must not happen on the loop. Looks at sizes
   * and flags only; false for what is no record, which {@link #read} finds out.
   */
  public static boolean isHeavy(ByteBuf body) {
    if (body.readableBytes() <= BodyPacking.HEAVY_BYTES) {
      return false;
    }
    int packed = 0;
    int at = body.readerIndex();
    while (at + RecordLayout.SYS_FLAG + Integer.BYTES <= body.writerIndex()) {
      int size = body.getInt(at);
      if (size < RecordLayout.SYS_FLAG) {
        return false;
      }
      if ((body.getInt(at + RecordLayout.SYS_FLAG) & MessageSysFlag.COMPRESSED) != 0) {
        packed += size;
      }
      at += size;
    }
    return packed > BodyPacking.HEAVY_BYTES;
  }

  /** A reader like this one, for another thread. */
  public RecordReader another() {
    return new RecordReader(namespace, meters);
  }

  /**
   * The only message in a body, which says itself what topic and queue it is of.
   *
   * @throws IllegalArgumentException when the bytes are no record
   */
  public ReceivedMessage readAlone(String broker, ByteBuffer bytes) {
    if (check.check(bytes, bytes.position(), false) != RecordCheck.Verdict.OK) {
      throw new IllegalArgumentException("the " + bytes.remaining() + " bytes are no record");
    }
    view.wrap(bytes, bytes.position());
    return message(new MessageQueue(namespace.unwrap(view.topic()), broker, view.queueId()));
  }

  /**
   * All messages in a body, each of which says itself what topic and queue it is of.
   *
   * @throws IllegalArgumentException when the bytes are no records
   */
  public List<ReceivedMessage> readAll(String broker, ByteBuffer bytes) {
    List<ReceivedMessage> messages = new ArrayList<>();
    ByteBuffer rest = bytes.slice();
    while (rest.hasRemaining()) {
      messages.add(readAlone(broker, rest));
      rest.position(rest.position() + view.totalSize());
    }
    return messages;
  }

  private boolean isWanted(Set<String> tags) {
    if (tags.isEmpty()) {
      return true;
    }
    String tag = property(TAGS);
    return tag != null && tags.contains(tag);
  }

  private ReceivedMessage message(MessageQueue queue) {
    byte[] properties = new byte[view.propertiesLength()];
    view.buffer().get(view.propertiesAt(), properties);
    return new ReceivedMessage(queue, topic(queue), place(), body(), properties);
  }

  private String topic(MessageQueue queue) {
    String original = TopicNames.isRetry(queue.topic()) ? property(RETRY_TOPIC) : null;
    return original == null ? queue.topic() : namespace.unwrap(original);
  }

  private ReceivedMessage.Place place() {
    HostAddress host = view.storeHost();
    MessageIdText ids = lastIds;
    if (ids == null || !host.equals(lastHost)) {
      ids = new MessageIdText(host);
      lastHost = host;
      lastIds = ids;
    }
    byte[] id = new byte[ids.length()];
    ids.write(view.physicalOffset(), id, 0);
    return new ReceivedMessage.Place(
        view.queueOffset(),
        view.physicalOffset(),
        new String(id, StandardCharsets.ISO_8859_1),
        view.reconsumeTimes(),
        view.bornTimestamp(),
        view.storeTimestamp());
  }

  private byte[] body() {
    byte[] body = new byte[view.bodyLength()];
    view.buffer().get(view.bodyAt(), body);
    if ((view.sysFlag() & MessageSysFlag.COMPRESSED) == 0) {
      return body;
    }
    try {
      return BodyPacking.unpack(body, Compression.ofFlags(view.sysFlag()));
    } catch (IOException e) {
      // handed out packed: whoever sent it may know what it is
      LOG.warn("the body at log offset {} can't be unpacked", view.physicalOffset(), e);
      return body;
    }
  }

  private @Nullable String property(byte[] name) {
    if (!scanner.find(view.buffer(), view.propertiesAt(), view.propertiesLength(), name)) {
      return null;
    }
    byte[] value = new byte[scanner.valueLength()];
    view.buffer().get(scanner.valueAt(), value);
    return new String(value, StandardCharsets.UTF_8);
  }
}
