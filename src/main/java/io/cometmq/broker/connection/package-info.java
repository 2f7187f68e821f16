/** The verticles that serve client connections of the broker, one per event loop. */
@NullMarked
package io.cometmq.broker.connection;

import org.jspecify.annotations.NullMarked;
