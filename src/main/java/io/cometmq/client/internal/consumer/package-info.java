/** How the client receives. Not for applications. */
@NullMarked
package io.cometmq.client.internal.consumer;

import org.jspecify.annotations.NullMarked;
