package io.cometmq.net;

/** Names of the Netty handlers that stand in front of Vert.x' own. */
final class PipelineNames {
  static final String FRAME_DECODER = "comet-frames";
  static final String CONNECTION = "comet-connection";

  static final String SIGNER = "comet-signer";

  /** What Vert.x calls its last handler. */
  static final String VERTX = "handler";

  private PipelineNames() {}
}
