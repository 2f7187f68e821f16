package io.cometmq.protocol.codec;

import io.cometmq.protocol.header.AckMessageRequest;
import io.cometmq.protocol.header.PopMessageRequest;
import org.jspecify.annotations.Nullable;

/** Reads the headers of pops and acknowledgements. Owned by one event loop. */
public final class PopRequestDecoder {
  private final FieldFinder pop =
      new FieldFinder(
          8,
          "consumerGroup",
          "topic",
          "queueId",
          "maxMsgNums",
          "invisibleTime",
          "pollTime",
          "bornTime",
          "initMode",
          "expType",
          "exp",
          "order",
          "attemptId");
  private final FieldFinder ack =
      new FieldFinder(5, "consumerGroup", "topic", "queueId", "extraInfo", "offset");
  private final TextCache names = new TextCache();

  /**
   * Reads the header of a pop.
   *
   * @throws IllegalArgumentException naming the field that is missing or no number
   */
  public PopMessageRequest pop(HeaderView header) {
    pop.find(header);
    return new PopMessageRequest(
        header.text(pop.at(0), names),
        header.text(pop.at(1), names),
        header.intValue(pop.at(2)),
        header.intValue(pop.at(3)),
        header.longValue(pop.at(4)),
        header.longValue(pop.at(5)),
        header.longValue(pop.at(6)),
        header.intValue(pop.at(7)),
        text(header, pop.at(8)),
        text(header, pop.at(9)),
        pop.at(10) >= 0 && header.booleanValue(pop.at(10)),
        pop.at(11) < 0 ? null : header.text(pop.at(11)));
  }

  /**
   * Reads the header of an acknowledgement.
   *
   * @throws IllegalArgumentException naming the field that is missing or no number
   */
  public AckMessageRequest ack(HeaderView header) {
    ack.find(header);
    return new AckMessageRequest(
        header.text(ack.at(0), names),
        header.text(ack.at(1), names),
        header.intValue(ack.at(2)),
        header.text(ack.at(3)),
        header.longValue(ack.at(4)));
  }

  private @Nullable String text(HeaderView header, int field) {
    return field < 0 ? null : header.text(field, names);
  }
}
