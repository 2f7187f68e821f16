package io.cometmq.peer.api;

import java.util.List;
import java.util.Map;

/** What the official client makes of bytes, without any server. */
public interface PeerFormats {
  /**
   * The header fields that its access control hook makes of a request.
   *
   * @param frame a whole frame that is not signed
   * @param token empty for none
   */
  Map<String, String> signed(byte[] frame, String accessKey, String secretKey, String token);

  /** The header fields of a frame. */
  Map<String, String> fields(byte[] frame);

  /**
   * Which queues a member gets.
   *
   * @param rule the name of one of its classes, such as {@code AllocateMessageQueueAveragely}
   */
  List<PeerQueue> allocate(
      String rule, List<PeerQueue> queues, List<String> members, String member);

  /** What its trace decoder reads, each event as text by field. */
  List<Map<String, String>> traces(String body);
}
