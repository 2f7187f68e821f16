/** Tests of what is known of transactions. */
@NullMarked
package io.cometmq.broker.transaction;

import org.jspecify.annotations.NullMarked;
