/**
 * One of the two clients that {@code io.cometmq.it.ClientSpeed} compares, in a process of its own.
 * Runs beside the jars of our client or those of the official one, so only {@code CometSide} knows
 * the former and only {@code OfficialSide} the latter.
 */
@NullMarked
package io.cometmq.speed;

import org.jspecify.annotations.NullMarked;
