/** The dispatch verticle: derives consume queues from the log, holds pulls, owns group state. */
@NullMarked
package io.cometmq.broker.dispatch;

import org.jspecify.annotations.NullMarked;
