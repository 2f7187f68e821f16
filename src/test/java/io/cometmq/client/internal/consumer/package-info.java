/** Tests of how the client receives. */
@NullMarked
package io.cometmq.client.internal.consumer;

import org.jspecify.annotations.NullMarked;
