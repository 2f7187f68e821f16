/**
 * The field's nouns as immutable values: topics, queues, groups, subscriptions, flags and names.
 */
@NullMarked
package io.cometmq.model;

import org.jspecify.annotations.NullMarked;
