/**
 * The only ways across verticles: addresses, doorbells, and one proxy per verticle. What travels is
 * passed by reference and is a batch or a bell, never one message per record.
 */
@NullMarked
package io.cometmq.bus;

import org.jspecify.annotations.NullMarked;
