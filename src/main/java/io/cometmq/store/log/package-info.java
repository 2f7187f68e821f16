/** The commit log: one append-only sequence of records in files of equal size. */
@NullMarked
package io.cometmq.store.log;

import org.jspecify.annotations.NullMarked;
