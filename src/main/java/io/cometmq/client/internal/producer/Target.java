package io.cometmq.client.internal.producer;

import io.cometmq.client.internal.wire.Link;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.codec.SendFrameTemplate;

/**
 * A queue to send to. Immutable.
 *
 * @param queue with the topic as applications know it
 * @param link the way to its broker
 */
record Target(MessageQueue queue, Link link, SendFrameTemplate single, SendFrameTemplate batch) {}
