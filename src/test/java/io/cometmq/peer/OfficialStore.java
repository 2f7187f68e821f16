package io.cometmq.peer;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerStore;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.common.BrokerConfig;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageExtBrokerInner;
import org.apache.rocketmq.store.DefaultMessageStore;
import org.apache.rocketmq.store.GetMessageResult;
import org.apache.rocketmq.store.PutMessageResult;
import org.apache.rocketmq.store.QueryMessageResult;
import org.apache.rocketmq.store.config.MessageStoreConfig;
import org.apache.rocketmq.store.stats.BrokerStatsManager;

/** Drives {@code DefaultMessageStore}. */
public final class OfficialStore implements PeerStore {
  private static final int BATCH = 32;

  /** Called by {@code PeerLoader}. */
  public OfficialStore() {}

  @Override
  public void write(Path directory, int segmentBytes, List<PeerMessage> messages) {
    OfficialCalls.run(
        () -> {
          DefaultMessageStore store = open(directory, segmentBytes);
          for (PeerMessage message : messages) {
            PutMessageResult result = store.putMessage(inner(message));
            if (!result.isOk()) {
              throw new IllegalStateException("the official store refused: " + result);
            }
          }
          awaitDispatch(store);
          store.shutdown();
        });
  }

  @Override
  public List<PeerMessage> read(Path directory, int segmentBytes, String topic, int queueId) {
    return OfficialCalls.call(
        () -> {
          DefaultMessageStore store = open(directory, segmentBytes);
          List<PeerMessage> messages = new ArrayList<>();
          long end = store.getMaxOffsetInQueue(topic, queueId);
          long offset = store.getMinOffsetInQueue(topic, queueId);
          while (offset < end) {
            GetMessageResult result =
                store.getMessage("readers", topic, queueId, offset, BATCH, null);
            for (ByteBuffer buffer : result.getMessageBufferList()) {
              messages.add(message(MessageDecoder.decode(buffer)));
            }
            offset = result.getNextBeginOffset();
            result.release();
          }
          store.shutdown();
          return messages;
        });
  }

  @Override
  public List<PeerMessage> findByKey(Path directory, int segmentBytes, String topic, String key) {
    return OfficialCalls.call(
        () -> {
          DefaultMessageStore store = open(directory, segmentBytes);
          List<PeerMessage> messages = new ArrayList<>();
          QueryMessageResult result =
              store.queryMessage(topic, key, BATCH, 0, System.currentTimeMillis() + 1_000);
          for (ByteBuffer buffer : result.getMessageBufferList()) {
            messages.add(message(MessageDecoder.decode(buffer)));
          }
          result.release();
          store.shutdown();
          return messages;
        });
  }

  private static DefaultMessageStore open(Path directory, int segmentBytes) throws Exception {
    MessageStoreConfig config = new MessageStoreConfig();
    config.setStorePathRootDir(directory.toString());
    config.setStorePathCommitLog(directory.resolve("commitlog").toString());
    config.setMappedFileSizeCommitLog(segmentBytes);
    config.setHaListenPort(0);
    config.setTimerWheelEnable(false);
    config.setCleanResourceInterval(Integer.MAX_VALUE);
    config.setDiskMaxUsedSpaceRatio(99);
    DefaultMessageStore store =
        new DefaultMessageStore(
            config,
            new BrokerStatsManager("test", true),
            (topic, queueId, offset, tagsCode, time, bits, properties) -> {},
            new BrokerConfig(),
            new ConcurrentHashMap<>());
    if (!store.load()) {
      throw new IllegalStateException("the official store can't load " + directory);
    }
    store.start();
    return store;
  }

  private static void awaitDispatch(DefaultMessageStore store) {
    while (store.dispatchBehindBytes() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static MessageExtBrokerInner inner(PeerMessage message) {
    MessageExtBrokerInner inner = new MessageExtBrokerInner();
    inner.setTopic(message.topic());
    inner.setQueueId(message.queueId());
    inner.setBody(message.body());
    inner.setTags(message.tags());
    inner.setKeys(message.keys());
    inner.setBornTimestamp(System.currentTimeMillis());
    InetSocketAddress host = new InetSocketAddress("127.0.0.1", 10_911);
    inner.setBornHost(host);
    inner.setStoreHost(host);
    inner.setPropertiesString(MessageDecoder.messageProperties2String(inner.getProperties()));
    return inner;
  }

  private static PeerMessage message(MessageExt message) {
    return new PeerMessage(
        message.getTopic(),
        message.getTags(),
        message.getKeys(),
        message.getBody(),
        Map.copyOf(message.getProperties()),
        message.getQueueId(),
        message.getQueueOffset(),
        message.getMsgId(),
        "",
        message.getReconsumeTimes(),
        "");
  }
}
