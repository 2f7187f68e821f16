/** The storage verticle: the only writer of the commit log, its flushes and its upkeep. */
@NullMarked
package io.cometmq.broker.storage;

import org.jspecify.annotations.NullMarked;
