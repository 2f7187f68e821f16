/** The HTTP side of a process: health, metrics, and the transports of pages. */
@NullMarked
package io.cometmq.web;

import org.jspecify.annotations.NullMarked;
