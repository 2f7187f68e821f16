/** The commands that measure how fast brokers are, and their reports. */
@NullMarked
package io.cometmq.tool.bench;

import org.jspecify.annotations.NullMarked;
