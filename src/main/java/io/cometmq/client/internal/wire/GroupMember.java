package io.cometmq.client.internal.wire;

/** Whoever shares queues with others. Called on the client's loop. */
public interface GroupMember {
  /** The members of a group, by its name on the wire, are others than before. */
  void onMembersChanged(String group);

  /** The queues of a topic are others than before. */
  void onRouteChanged(String topic);
}
