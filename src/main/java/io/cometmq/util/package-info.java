/** Small leaf types that every other package may use: time, checks, sizes. JDK only. */
@NullMarked
package io.cometmq.util;

import org.jspecify.annotations.NullMarked;
