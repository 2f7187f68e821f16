/** Seeded runs of the store on a machine that stops at any moment. */
@NullMarked
package io.cometmq.simulation;

import org.jspecify.annotations.NullMarked;
