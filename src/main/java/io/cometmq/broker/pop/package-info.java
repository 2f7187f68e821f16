/**
 * Messages handed out one by one instead of by queue: who has which, until when, and what happens
 * when nobody acknowledges them. Knows no remoting protocol.
 *
 * <p>"The pop context" is whoever has the turn, see {@link io.cometmq.broker.pop.PopTurn}.
 */
@NullMarked
package io.cometmq.broker.pop;

import org.jspecify.annotations.NullMarked;
