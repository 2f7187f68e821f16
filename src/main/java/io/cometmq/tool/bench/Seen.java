package io.cometmq.tool.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which messages there were, by sender and sequence. Owned by one event loop; merged by the main
 * thread when that is done.
 */
final class Seen {
  private final List<BitSet> bySender = new ArrayList<>();
  private long repeated;

  /** Notes a message; whether it is a new one. */
  boolean add(int sender, long sequence) {
    BitSet known = of(sender);
    int bit = Math.toIntExact(sequence);
    if (known.get(bit)) {
      repeated++;
      return false;
    }
    known.set(bit);
    return true;
  }

  /** Takes over what another one has. */
  void merge(Seen other) {
    repeated += other.repeated;
    for (int sender = 0; sender < other.bySender.size(); sender++) {
      BitSet twice = (BitSet) other.bySender.get(sender).clone();
      twice.and(of(sender));
      repeated += twice.cardinality();
      of(sender).or(other.bySender.get(sender));
    }
  }

  /** How many of these are not among those of another one. */
  long missingIn(Seen other) {
    long missing = 0;
    for (int sender = 0; sender < bySender.size(); sender++) {
      BitSet left = (BitSet) bySender.get(sender).clone();
      left.andNot(other.of(sender));
      missing += left.cardinality();
    }
    return missing;
  }

  /** How often a message came that was known already. */
  long repeated() {
    return repeated;
  }

  private BitSet of(int sender) {
    while (bySender.size() <= sender) {
      bySender.add(new BitSet());
    }
    return bySender.get(sender);
  }
}
