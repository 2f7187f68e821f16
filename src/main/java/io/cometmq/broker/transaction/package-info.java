/** Transactions: halves that wait for their outcome, their ends, and questions to producers. */
@NullMarked
package io.cometmq.broker.transaction;

import org.jspecify.annotations.NullMarked;
