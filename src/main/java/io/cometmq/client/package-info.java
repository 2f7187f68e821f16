/**
 * A reactive client for CometMQ and Apache RocketMQ on Vert.x: what applications see of it. Start
 * with {@link io.cometmq.client.CometClient}.
 */
@NullMarked
package io.cometmq.client;

import org.jspecify.annotations.NullMarked;
