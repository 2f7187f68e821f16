/** How the client sends. Not for applications. */
@NullMarked
package io.cometmq.client.internal.producer;

import org.jspecify.annotations.NullMarked;
