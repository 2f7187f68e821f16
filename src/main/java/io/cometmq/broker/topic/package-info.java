/** The topics of a broker and the rules by which they come to be. */
@NullMarked
package io.cometmq.broker.topic;

import org.jspecify.annotations.NullMarked;
