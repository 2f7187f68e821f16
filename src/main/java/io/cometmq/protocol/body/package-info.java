/**
 * JSON bodies of requests and responses. Readers take what any client writes; writers give the
 * member names and the dialect that RocketMQ's clients parse.
 */
@NullMarked
package io.cometmq.protocol.body;

import org.jspecify.annotations.NullMarked;
