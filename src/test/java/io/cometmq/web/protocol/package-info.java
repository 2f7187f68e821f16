/** Tests of comet.v1's commands and rules. */
@NullMarked
package io.cometmq.web.protocol;

import org.jspecify.annotations.NullMarked;
