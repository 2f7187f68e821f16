/** Tests of what applications see of the client. */
@NullMarked
package io.cometmq.client;

import org.jspecify.annotations.NullMarked;
