/** What {@code bin/quickstart} runs: a producer and a consumer as anybody would write them. */
@NullMarked
package io.cometmq.quickstart;

import org.jspecify.annotations.NullMarked;
