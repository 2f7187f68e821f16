/** Tests of the core that feeds pages. */
@NullMarked
package io.cometmq.web.feed;

import org.jspecify.annotations.NullMarked;
