package io.cometmq.tool.store;

import io.cometmq.record.RecordView;

/** Is shown the good records of a log, in their order. */
@FunctionalInterface
interface RecordVisitor {
  /**
   * Called for each.
   *
   * @param record valid during the call only
   * @return whether to go on
   */
  boolean visit(RecordView record);
}
