/** Tests of the connections. */
@NullMarked
package io.cometmq.net;

import org.jspecify.annotations.NullMarked;
