/** RocketMQ's remoting protocol: commands, request codes, response codes. */
@NullMarked
package io.cometmq.protocol;

import org.jspecify.annotations.NullMarked;
