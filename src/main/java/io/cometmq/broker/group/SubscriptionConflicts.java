package io.cometmq.broker.group;

import io.cometmq.model.ConsumeType;
import io.cometmq.model.SubscriptionData;
import io.cometmq.model.TopicNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds members of one group that want different things of a topic. Written by the dispatch
 * context; any thread reads what there is now.
 *
 * <p>Only consumers that are pushed to are held against each other: the broker filters for them by
 * the newest subscription of the group. Those that pull bring their expression with each request.
 */
public final class SubscriptionConflicts {
  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionConflicts.class);

  /** A group and a topic that its members see differently. */
  public record Key(String group, String topic) {}

  /** Two members that show it. Immutable. */
  public record Conflict(
      Key key, String client, String wants, String otherClient, String otherWants) {
    /** As one sentence. */
    public String text() {
      return "members of group %s subscribe differently to topic %s: %s wants %s, %s wants %s"
          .formatted(key.group(), key.topic(), client, wants, otherClient, otherWants);
    }
  }

  /** What a member has said; expressions by topic. */
  private record Told(String clientId, Map<String, String> wants) {
    String wantsOf(String topic) {
      return wants.getOrDefault(topic, "nothing");
    }
  }

  private final Map<String, Map<ClientConnection, Told>> groups = new HashMap<>();
  private final ConcurrentHashMap<Key, Conflict> current = new ConcurrentHashMap<>();
  private final LongAdder found = new LongAdder();

  /** What there is now; a live view. */
  public Collection<Conflict> current() {
    return current.values();
  }

  /** What there is now in a group, by topic. */
  public List<Conflict> of(String group) {
    return current.values().stream()
        .filter(conflict -> conflict.key().group().equals(group))
        .sorted(Comparator.comparing(conflict -> conflict.key().topic()))
        .toList();
  }

  /** How many were found since the start. */
  public long found() {
    return found.sum();
  }

  /** A member says what it wants. */
  void told(ConsumerGroupTable.Joining joining) {
    if (joining.consumeType() != ConsumeType.CONSUME_PASSIVELY) {
      return;
    }
    Map<String, String> wants = new TreeMap<>();
    for (SubscriptionData data : joining.subscriptions()) {
      if (!data.topic().equals(TopicNames.retryTopic(joining.group()))) {
        wants.put(data.topic(), describe(data));
      }
    }
    Told told = new Told(joining.client().clientId(), wants);
    Map<ClientConnection, Told> members =
        groups.computeIfAbsent(joining.group(), missing -> new HashMap<>());
    if (!told.equals(members.put(joining.client().connection(), told))) {
      compare(joining.group(), members.values());
    }
  }

  /** A member is gone. */
  void left(String group, ClientConnection connection) {
    Map<ClientConnection, Told> members = groups.get(group);
    if (members == null || members.remove(connection) == null) {
      return;
    }
    compare(group, members.values());
    if (members.isEmpty()) {
      groups.remove(group);
    }
  }

  /** The order of tags does not matter. */
  private static String describe(SubscriptionData data) {
    if (!data.expressionType().equals(SubscriptionData.TAG)) {
      return data.expressionType() + " \"" + data.subString() + '"';
    }
    return data.tagsSet().isEmpty()
        ? '"' + data.subString() + '"'
        : '"' + String.join(" || ", new TreeSet<>(data.tagsSet())) + '"';
  }

  private void compare(String group, Collection<Told> members) {
    List<Told> sorted = new ArrayList<>(members);
    sorted.sort(Comparator.comparing(Told::clientId));
    TreeSet<String> topics = new TreeSet<>();
    sorted.forEach(told -> topics.addAll(told.wants().keySet()));
    current.keySet().stream()
        .filter(key -> key.group().equals(group))
        .forEach(key -> topics.add(key.topic()));
    topics.forEach(topic -> update(new Key(group, topic), sorted));
  }

  private void update(Key key, List<Told> members) {
    Conflict before = current.get(key);
    if (before != null && stillShown(before, members)) {
      return;
    }
    Conflict now = find(key, members);
    if (now != null) {
      current.put(key, now);
      found.increment();
      LOG.warn(
          "{}. The broker goes by the newest subscription for all of them, so some miss messages or"
              + " get others than they want: give all members of the group the same subscription,"
              + " or each kind of them a group of its own",
          now.text());
    } else if (before != null) {
      current.remove(key);
      LOG.info("members of group {} agree again on topic {}", key.group(), key.topic());
    }
  }

  /** The same two members need not be told of again because a third one came. */
  private static boolean stillShown(Conflict conflict, List<Told> members) {
    return says(members, conflict.client(), conflict.key().topic(), conflict.wants())
        && says(members, conflict.otherClient(), conflict.key().topic(), conflict.otherWants());
  }

  private static boolean says(List<Told> members, String client, String topic, String wants) {
    return members.stream()
        .anyMatch(told -> told.clientId().equals(client) && told.wantsOf(topic).equals(wants));
  }

  private static @Nullable Conflict find(Key key, List<Told> members) {
    Told first = null;
    for (Told told : members) {
      if (first == null) {
        first = told;
      } else if (!told.wantsOf(key.topic()).equals(first.wantsOf(key.topic()))) {
        return new Conflict(
            key,
            first.clientId(),
            first.wantsOf(key.topic()),
            told.clientId(),
            told.wantsOf(key.topic()));
      }
    }
    return null;
  }
}
