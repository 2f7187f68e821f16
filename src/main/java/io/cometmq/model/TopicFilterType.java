package io.cometmq.model;

/** How the tags of a topic's messages are hashed; kept for compatibility, both work the same. */
public enum TopicFilterType {
  /** One tag for each message. */
  SINGLE_TAG,
  /** Several tags in one text. */
  MULTI_TAG
}
