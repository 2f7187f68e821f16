/**
 * Messages handed out one by one instead of by queue: who has which, until when, and what happens
 * when nobody acknowledges them. Knows no remoting protocol.
 */
@NullMarked
package io.cometmq.broker.pop;

import org.jspecify.annotations.NullMarked;
