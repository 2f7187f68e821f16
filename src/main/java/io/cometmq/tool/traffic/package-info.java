/** The commands that send and read messages. */
@NullMarked
package io.cometmq.tool.traffic;

import org.jspecify.annotations.NullMarked;
