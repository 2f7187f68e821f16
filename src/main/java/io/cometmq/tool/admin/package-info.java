/** The commands of operators: topics, groups, offsets, messages and brokers. */
@NullMarked
package io.cometmq.tool.admin;

import org.jspecify.annotations.NullMarked;
