package io.cometmq.config;

/** A part that this process plays. */
public enum Role {
  /** Keeps routes and tells clients where topics live. */
  NAMESRV,
  /** Stores and delivers messages. */
  BROKER
}
