/** Reads topics for pages: positions, credit, batches of messages as JSON, who follows what. */
@NullMarked
package io.cometmq.web.feed;

import org.jspecify.annotations.NullMarked;
