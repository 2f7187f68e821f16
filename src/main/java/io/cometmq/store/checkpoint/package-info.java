/** Small files that are replaced as a whole: the checkpoint and the state of the tables. */
@NullMarked
package io.cometmq.store.checkpoint;

import org.jspecify.annotations.NullMarked;
