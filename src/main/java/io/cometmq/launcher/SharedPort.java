package io.cometmq.launcher;

/**
 * A port that the servers of all event loops listen on. Where a free one is wanted, a negative
 * number stands for the one that Vert.x finds for the first of them and gives to the others.
 */
enum SharedPort {
  /** Of the broker. */
  BROKER(-1),
  /** Of the HTTP side. */
  WEB(-2);

  private final int ifFree;

  SharedPort(int ifFree) {
    this.ifFree = ifFree;
  }

  /** The port to listen on when this one is configured, 0 for a free one. */
  int of(int configured) {
    return configured == 0 ? ifFree : configured;
  }
}
