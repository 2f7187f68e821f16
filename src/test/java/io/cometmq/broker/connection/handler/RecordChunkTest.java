package io.cometmq.broker.connection.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.net.LoopTurn;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class RecordChunkTest {
  private final LoopTurn turn = new LoopTurn();
  private final RecordChunk chunk = new RecordChunk(turn);

  private ByteBuf put(int bytes) {
    ByteBuf room = chunk.room(bytes);
    if (room == null) {
      int size = chunk.nextBytes(bytes);
      room = chunk.begin(Unpooled.buffer(size, size));
    }
    return room.writeZero(bytes);
  }

  @Test
  void shouldPutRecordsOfATurnIntoOneBufferThatLivesAsLongAsTheLastOfThem() {
    ByteBuf first = put(300);
    ByteBuf second = put(300);
    assertThat(second).isSameAs(first);
    turn.end();

    first.release();
    assertThat(second.refCnt()).isEqualTo(1);
    second.release();
    assertThat(second.refCnt()).isZero();
  }

  @Test
  void shouldBeginALargerBufferWhenOneIsFull() {
    ByteBuf first = put(600);
    ByteBuf second = put(600);
    assertThat(second).isNotSameAs(first);
    assertThat(second.capacity()).isEqualTo(2 * first.capacity());
    assertThat(first.refCnt()).isEqualTo(1);
    turn.end();
    assertThat(second.refCnt()).isEqualTo(1);
  }

  @Test
  void shouldKeepNothingAfterATurn() {
    ByteBuf first = put(300);
    turn.end();
    assertThat(put(300)).isNotSameAs(first);
    turn.end();
    turn.end();
    assertThat(first.refCnt()).isEqualTo(1);
  }

  @Test
  void shouldLetGoOnceOfABufferThatWasFullWhenThereIsNoMemoryForAnother() {
    ByteBuf first = put(600);
    assertThat(chunk.room(600)).isNull();
    turn.end();
    assertThat(chunk.room(600)).isNull();
    assertThat(first.refCnt()).isEqualTo(1);
  }
}
