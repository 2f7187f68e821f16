package io.cometmq.client;

/**
 * What operators do: look at topics, groups, offsets, messages and brokers, and change them. Works
 * on all brokers that the NameServers know, so that nobody need ask one after the other. Safe for
 * any thread; results come on the Vert.x context of the caller. All failures are {@link
 * ClientException}s. Names are those that applications use, within the client's namespace.
 */
public interface Admin {
  /** Topics and their queues. */
  TopicAdmin topics();

  /** Consumer groups, their members and how far they have come. */
  GroupAdmin groups();

  /** Where groups go on. */
  OffsetAdmin offsets();

  /** Single messages. */
  MessageAdmin messages();

  /** Brokers and NameServers. */
  ClusterAdmin cluster();
}
