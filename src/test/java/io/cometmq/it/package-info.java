/** The broker in a process of its own, judged by the unmodified official clients. */
@NullMarked
package io.cometmq.it;

import org.jspecify.annotations.NullMarked;
