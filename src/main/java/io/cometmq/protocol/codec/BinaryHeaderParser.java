package io.cometmq.protocol.codec;

import io.cometmq.model.LanguageCode;
import io.cometmq.protocol.RequestCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the fields of a header in RocketMQ's binary form. Stateless.
 *
 * <pre>
 *   0       2          3        5        9      13           17
 *   +-------+----------+--------+--------+------+------------+--------+--------+-----...
 *   | code  | language | version| opaque | flag | remark len | remark | ext len| entries
 *   +-------+----------+--------+--------+------+------------+--------+--------+-----...
 *   entry: name length (2) | name | value length (4) | value         all big-endian
 * </pre>
 */
final class BinaryHeaderParser {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int FIXED = 21;

  private BinaryHeaderParser() {}

  static void parse(HeaderView view) {
    byte[] in = view.bytes;
    int end = view.length;
    if (end < FIXED) {
      throw broken("is shorter than its fixed part");
    }
    int flag = (int) INT.get(in, 9);
    view.setBasics(
        code((short) SHORT.get(in, 0), flag),
        LanguageCode.ofWireCode(in[2]),
        (short) SHORT.get(in, 3),
        (int) INT.get(in, 5),
        flag);
    int remark = (int) INT.get(in, 13);
    if (remark < 0 || remark > end - FIXED) {
      throw broken("has a remark longer than itself");
    }
    view.setRemark(17, 17 + remark, false);
    int at = 17 + remark;
    int ext = (int) INT.get(in, at);
    at += 4;
    if (ext < 0 || ext > end - at) {
      throw broken("has fields longer than itself");
    }
    fields(view, in, at, at + ext);
  }

  private static void fields(HeaderView view, byte[] in, int from, int end) {
    int at = from;
    while (at < end) {
      if (end - at < 2) {
        throw broken("ends within a field");
      }
      int name = (short) SHORT.get(in, at);
      at += 2;
      if (name < 0 || name > end - at - 4) {
        throw broken("has a field name longer than itself");
      }
      int value = (int) INT.get(in, at + name);
      int valueAt = at + name + 4;
      if (value < 0 || value > end - valueAt) {
        throw broken("has a field value longer than itself");
      }
      if (value > 0) {
        view.addField(at, at + name, valueAt, valueAt + value, false);
      }
      at = valueAt + value;
    }
  }

  /**
   * The code has 16 bits only, so the pop requests arrive cut off. None of the remains is another
   * request, so what was meant is certain.
   */
  private static int code(int wire, int flag) {
    if ((flag & 1) != 0) {
      return wire;
    }
    return switch (wire) {
      case 3442 -> RequestCode.POP_MESSAGE;
      case 3443 -> RequestCode.ACK_MESSAGE;
      case 3444 -> RequestCode.PEEK_MESSAGE;
      case 3445 -> RequestCode.CHANGE_MESSAGE_INVISIBLETIME;
      case 3446 -> RequestCode.NOTIFICATION;
      case 3447 -> RequestCode.POLLING_INFO;
      case 3543 -> RequestCode.BATCH_ACK_MESSAGE;
      default -> wire;
    };
  }

  private static BrokenFrameException broken(String what) {
    return new BrokenFrameException(BrokenFrameException.Reason.HEADER, "binary header " + what);
  }
}
