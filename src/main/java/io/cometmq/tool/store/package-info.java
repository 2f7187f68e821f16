/** Looks at a store folder without a broker, ours or RocketMQ's, and never writes to it. */
@NullMarked
package io.cometmq.tool.store;

import org.jspecify.annotations.NullMarked;
