package io.cometmq.model;

/** How the members of a consumer group share a topic. */
public enum MessageModel {
  /** Each member gets every message. */
  BROADCASTING,
  /** Each message goes to one member. */
  CLUSTERING
}
