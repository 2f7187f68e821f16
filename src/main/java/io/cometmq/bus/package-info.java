/**
 * The only ways across verticles: addresses, doorbells, and one proxy per verticle; and how workers
 * wait for what comes that way. What travels is passed by reference and is a batch or a bell, never
 * one message per record.
 */
@NullMarked
package io.cometmq.bus;

import org.jspecify.annotations.NullMarked;
