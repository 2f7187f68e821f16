/** Consumer groups, their members, producers, and how far each group has come. */
@NullMarked
package io.cometmq.broker.group;

import org.jspecify.annotations.NullMarked;
