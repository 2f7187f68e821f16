/** The HTTP side of a process: health and metrics. */
@NullMarked
package io.cometmq.web;

import org.jspecify.annotations.NullMarked;
