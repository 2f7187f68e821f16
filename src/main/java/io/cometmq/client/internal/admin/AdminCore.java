package io.cometmq.client.internal.admin;

import io.cometmq.client.Admin;
import io.cometmq.client.ClusterAdmin;
import io.cometmq.client.GroupAdmin;
import io.cometmq.client.MessageAdmin;
import io.cometmq.client.OffsetAdmin;
import io.cometmq.client.TopicAdmin;
import io.cometmq.client.internal.wire.ClientCore;
import java.util.function.BooleanSupplier;

/** What operators do, by its parts. Immutable. */
public final class AdminCore implements Admin {
  private final TopicCalls topics;
  private final GroupCalls groups;
  private final OffsetCalls offsets;
  private final MessageCalls messages;
  private final ClusterCalls cluster;

  /**
   * Creates it.
   *
   * @param closed whether the client is closed; asked on any thread
   */
  public AdminCore(ClientCore core, BooleanSupplier closed) {
    AdminCalls calls = new AdminCalls(core, closed);
    topics = new TopicCalls(calls);
    groups = new GroupCalls(calls);
    offsets = new OffsetCalls(calls, groups);
    messages = new MessageCalls(calls);
    cluster = new ClusterCalls(calls);
  }

  @Override
  public TopicAdmin topics() {
    return topics;
  }

  @Override
  public GroupAdmin groups() {
    return groups;
  }

  @Override
  public OffsetAdmin offsets() {
    return offsets;
  }

  @Override
  public MessageAdmin messages() {
    return messages;
  }

  @Override
  public ClusterAdmin cluster() {
    return cluster;
  }
}
