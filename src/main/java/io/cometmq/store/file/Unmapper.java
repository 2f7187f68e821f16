package io.cometmq.store.file;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * Gives mapped memory back at once instead of when the buffer is collected. Stateless. The JDK has
 * no public way before Java 22, so this one class uses the unsupported one.
 */
final class Unmapper {
  private static final MethodHandle CLEAN = find();

  private Unmapper() {}

  static void unmap(MappedByteBuffer buffer) {
    try {
      CLEAN.invoke(buffer);
    } catch (Throwable e) {
      throw new IllegalStateException("unmapping a file failed", e);
    }
  }

  private static MethodHandle find() {
    try {
      Class<?> unsafe = Class.forName("sun.misc.Unsafe");
      Field instance = unsafe.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(instance.get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM can't unmap files", e);
    }
  }
}
