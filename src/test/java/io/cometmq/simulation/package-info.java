/**
 * Runs of the store with random work that is cut short, on a file system that forgets and tears.
 */
@NullMarked
package io.cometmq.simulation;

import org.jspecify.annotations.NullMarked;
