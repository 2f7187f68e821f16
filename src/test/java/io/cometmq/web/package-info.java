/** Tests of the transports of pages. */
@NullMarked
package io.cometmq.web;

import org.jspecify.annotations.NullMarked;
