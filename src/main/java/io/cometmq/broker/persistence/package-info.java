/** The broker's tables as RocketMQ's JSON files. */
@NullMarked
package io.cometmq.broker.persistence;

import org.jspecify.annotations.NullMarked;
