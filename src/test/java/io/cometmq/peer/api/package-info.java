/**
 * What tests see of an official client: only types of the JDK, so that every class loader agrees.
 */
@NullMarked
package io.cometmq.peer.api;

import org.jspecify.annotations.NullMarked;
