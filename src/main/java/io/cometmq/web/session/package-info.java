/** One page's conversation with the broker, whatever carries it. */
@NullMarked
package io.cometmq.web.session;

import org.jspecify.annotations.NullMarked;
