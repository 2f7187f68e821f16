package io.cometmq.nameserver.route;

import io.cometmq.model.BrokerData;
import io.cometmq.model.DataVersion;
import io.cometmq.model.Permission;
import io.cometmq.model.QueueData;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Brokers, clusters and the queues of topics. Owned by the routing context.
 *
 * <p>Nothing here is kept over a restart: brokers register again.
 */
public final class RouteTable {
  private final Map<String, Set<String>> clusters = new TreeMap<>();
  private final Map<String, BrokerData> brokers = new HashMap<>();
  private final Map<String, Map<String, QueueData>> topics = new TreeMap<>();
  private final LiveBrokerTable live = new LiveBrokerTable();

  /** Takes over what a broker says. */
  public RegistrationResult register(Registration broker, long nowMs) {
    LiveBrokerTable.Key key = new LiveBrokerTable.Key(broker.cluster(), broker.address());
    BrokerData known = brokers.get(broker.brokerName());
    String holder = known == null ? null : known.brokerAddrs().get(broker.brokerId());
    if (holder != null && !holder.equals(broker.address()) && isNewer(holder, broker)) {
      return RegistrationResult.DONE;
    }
    boolean first = holder == null;
    if (first && broker.topics().size() == 1) {
      // one topic alone is news for those who know the others
      return RegistrationResult.REFUSED;
    }
    SortedMap<Long, String> addresses = new TreeMap<>();
    if (known != null) {
      addresses.putAll(known.brokerAddrs());
    }
    addresses.values().removeIf(broker.address()::equals);
    addresses.put(broker.brokerId(), broker.address());
    BrokerData data =
        new BrokerData(
            broker.cluster(),
            broker.brokerName(),
            addresses,
            Boolean.TRUE.equals(broker.enableActingMaster()),
            broker.zoneName());
    brokers.put(broker.brokerName(), data);
    clusters.computeIfAbsent(broker.cluster(), name -> new TreeSet<>()).add(broker.brokerName());
    LiveBrokerTable.LiveBroker before = live.find(key);
    boolean changed = first || before == null || !before.version().equals(broker.version());
    takeTopics(broker, data, changed);
    live.put(
        key,
        new LiveBrokerTable.LiveBroker(
            nowMs,
            broker.timeoutMs(),
            broker.version(),
            broker.haServerAddr(),
            broker.channel(),
            broker.brokerName(),
            broker.brokerId()));
    return answer(broker, data);
  }

  private boolean isNewer(String holder, Registration broker) {
    LiveBrokerTable.LiveBroker other = live.find(new LiveBrokerTable.Key(broker.cluster(), holder));
    return other != null && other.version().stateVersion() > broker.version().stateVersion();
  }

  private void takeTopics(Registration broker, BrokerData data, boolean changed) {
    boolean master = broker.brokerId() == 0;
    boolean primeSlave =
        !master
            && broker.enableActingMaster() != null
            && data.brokerAddrs().firstKey() == broker.brokerId();
    if (!master && !primeSlave) {
      return;
    }
    for (TopicConfig topic : broker.topics()) {
      Map<String, QueueData> queues =
          topics.computeIfAbsent(topic.topicName(), name -> new TreeMap<>());
      if (changed || !queues.containsKey(broker.brokerName())) {
        int perm = primeSlave ? topic.perm() & ~Permission.WRITE : topic.perm();
        queues.put(
            broker.brokerName(),
            new QueueData(
                broker.brokerName(),
                topic.readQueueNums(),
                topic.writeQueueNums(),
                perm,
                topic.topicSysFlag()));
      }
    }
  }

  private RegistrationResult answer(Registration broker, BrokerData data) {
    String master = broker.brokerId() == 0 ? null : data.brokerAddrs().get(0L);
    if (master == null) {
      return RegistrationResult.DONE;
    }
    LiveBrokerTable.LiveBroker alive = live.find(new LiveBrokerTable.Key(broker.cluster(), master));
    return alive == null
        ? RegistrationResult.DONE
        : new RegistrationResult(true, master, alive.haServerAddr());
  }

  /** Forgets a broker, and topics that only it had. */
  public void unregister(String cluster, String brokerName, long brokerId, String address) {
    live.remove(new LiveBrokerTable.Key(cluster, address));
    BrokerData known = brokers.get(brokerName);
    if (known == null || !address.equals(known.brokerAddrs().get(brokerId))) {
      return;
    }
    SortedMap<Long, String> addresses = new TreeMap<>(known.brokerAddrs());
    addresses.remove(brokerId);
    if (!addresses.isEmpty()) {
      brokers.put(
          brokerName,
          new BrokerData(
              known.cluster(),
              brokerName,
              addresses,
              known.enableActingMaster(),
              known.zoneName()));
      if (known.enableActingMaster() && !addresses.containsKey(0L)) {
        changePerm(brokerName, perm -> perm & ~Permission.WRITE);
      }
      return;
    }
    brokers.remove(brokerName);
    topics.values().removeIf(queues -> queues.remove(brokerName) != null && queues.isEmpty());
    Set<String> members = clusters.get(known.cluster());
    if (members != null && members.remove(brokerName) && members.isEmpty()) {
      clusters.remove(known.cluster());
    }
  }

  /** Notes that a broker is alive. */
  public void heartbeat(String cluster, String address, long nowMs) {
    live.touch(new LiveBrokerTable.Key(cluster, address), nowMs);
  }

  /** The version of its topics that a broker told last, null when it is unknown. */
  public @Nullable DataVersion version(String cluster, String address) {
    LiveBrokerTable.LiveBroker broker = live.find(new LiveBrokerTable.Key(cluster, address));
    return broker == null ? null : broker.version();
  }

  /**
   * Forgets brokers that were silent for too long.
   *
   * @return their connections
   */
  public List<Object> expire(long nowMs) {
    Map<LiveBrokerTable.Key, LiveBrokerTable.LiveBroker> expired = live.expired(nowMs);
    expired.forEach(this::forget);
    return expired.values().stream().map(LiveBrokerTable.LiveBroker::channel).toList();
  }

  /** Forgets the brokers that registered over a connection which is gone; returns how many. */
  public int connectionClosed(Object channel) {
    Map<LiveBrokerTable.Key, LiveBrokerTable.LiveBroker> gone = live.on(channel);
    gone.forEach(this::forget);
    return gone.size();
  }

  private void forget(LiveBrokerTable.Key key, LiveBrokerTable.LiveBroker broker) {
    unregister(key.cluster(), broker.brokerName(), broker.brokerId(), key.address());
  }

  /** Where a topic is, null when no broker that is there has it. */
  public @Nullable TopicRoute route(String topic) {
    Map<String, QueueData> queues = topics.get(topic);
    if (queues == null) {
      return null;
    }
    List<BrokerData> found = new ArrayList<>();
    for (String name : queues.keySet()) {
      BrokerData broker = brokers.get(name);
      if (broker != null) {
        found.add(presented(broker, queues.get(name)));
      }
    }
    return found.isEmpty() ? null : new TopicRoute(found, List.copyOf(queues.values()), null);
  }

  /** A slave that stands in for its master is shown under the master's id. */
  private static BrokerData presented(BrokerData broker, @Nullable QueueData queue) {
    boolean actingMaster =
        broker.enableActingMaster()
            && !broker.brokerAddrs().containsKey(0L)
            && queue != null
            && !Permission.isWritable(queue.perm());
    if (!actingMaster) {
      return broker;
    }
    SortedMap<Long, String> addresses = new TreeMap<>(broker.brokerAddrs());
    Long smallest = addresses.firstKey();
    String address = broker.brokerAddrs().get(smallest);
    addresses.remove(smallest);
    if (address != null) {
      addresses.put(0L, address);
    }
    return new BrokerData(
        broker.cluster(), broker.brokerName(), addresses, true, broker.zoneName());
  }

  /** Adds queues of a topic; ignored when a broker is unknown. */
  public void registerTopic(String topic, List<QueueData> queues) {
    if (queues.isEmpty() || !queues.stream().allMatch(q -> brokers.containsKey(q.brokerName()))) {
      return;
    }
    Map<String, QueueData> known = topics.computeIfAbsent(topic, name -> new TreeMap<>());
    queues.forEach(queue -> known.putIfAbsent(queue.brokerName(), queue));
  }

  /**
   * Removes a topic's route.
   *
   * @param cluster only from the brokers of this cluster; null for all
   */
  public void deleteTopic(String topic, @Nullable String cluster) {
    Map<String, QueueData> queues = topics.get(topic);
    if (queues == null) {
      return;
    }
    if (cluster == null || cluster.isEmpty()) {
      topics.remove(topic);
      return;
    }
    queues.keySet().removeAll(clusters.getOrDefault(cluster, Set.of()));
    if (queues.isEmpty()) {
      topics.remove(topic);
    }
  }

  /**
   * Changes the permissions of a broker's topics, until the broker tells others.
   *
   * @return number of topics
   */
  public int changePerm(String brokerName, IntUnaryOperator change) {
    int changed = 0;
    for (Map<String, QueueData> queues : topics.values()) {
      QueueData queue = queues.get(brokerName);
      if (queue != null) {
        queues.put(brokerName, queue.withPerm(change.applyAsInt(queue.perm())));
        changed++;
      }
    }
    return changed;
  }

  /** Names of all topics. */
  public Set<String> topics() {
    return topics.keySet();
  }

  /** Names of the topics that brokers of a cluster have. */
  public Set<String> topicsOf(String cluster) {
    Set<String> members = clusters.getOrDefault(cluster, Set.of());
    Set<String> found = new TreeSet<>();
    topics.forEach(
        (topic, queues) -> {
          if (queues.keySet().stream().anyMatch(members::contains)) {
            found.add(topic);
          }
        });
    return found;
  }

  /** Names of the topics with one of these flags, and without any of the others. */
  public Set<String> topicsWithFlags(int flags, int withoutFlags) {
    Set<String> found = new TreeSet<>();
    topics.forEach(
        (topic, queues) -> {
          boolean matches =
              queues.values().stream()
                  .anyMatch(
                      queue ->
                          (queue.topicSysFlag() & flags) != 0
                              && (queue.topicSysFlag() & withoutFlags) == 0);
          if (matches) {
            found.add(topic);
          }
        });
    return found;
  }

  /** Brokers by cluster. */
  public Map<String, Set<String>> clusters() {
    return clusters;
  }

  /** All brokers. */
  public Collection<BrokerData> brokers() {
    return brokers.values();
  }

  /** A broker by name, null when it is unknown. */
  public @Nullable BrokerData broker(String name) {
    return brokers.get(name);
  }

  /** Number of brokers that are alive. */
  public int liveBrokers() {
    return live.size();
  }
}
