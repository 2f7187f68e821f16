package io.cometmq.protocol.header;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Maps header fields to a record: components have the fields' names, boxed and nullable ones are
 * optional. The table is made once for each record; for everything that is not hot.
 *
 * @param <T> the record
 */
public final class HeaderType<T extends Record> {
  private final Constructor<T> constructor;
  private final List<Field> fields = new ArrayList<>();

  private record Field(
      String name, boolean optional, Function<String, Object> parser, Method accessor) {}

  private HeaderType(Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      Method accessor = components[i].getAccessor();
      accessor.setAccessible(true);
      fields.add(
          new Field(
              components[i].getName(),
              isOptional(components[i]),
              parser(components[i].getName(), types[i]),
              accessor));
    }
    try {
      constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type + " has no canonical constructor", e);
    }
  }

  /** The mapping of a record class. */
  public static <T extends Record> HeaderType<T> of(Class<T> type) {
    return new HeaderType<>(type);
  }

  /**
   * Reads the fields; unknown ones are ignored.
   *
   * @throws HeaderException naming a field that is missing or no number
   */
  public T decode(Map<String, String> extFields) {
    @Nullable Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      Field field = fields.get(i);
      String text = extFields.get(field.name());
      if (text != null && !(text.isEmpty() && field.optional())) {
        values[i] = field.parser().apply(text);
      } else if (!field.optional()) {
        throw new HeaderException("header field " + field.name() + " is missing");
      }
    }
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("making " + constructor + " failed", e);
    }
  }

  /** Writes the fields; absent optional ones are left out. */
  public Map<String, String> encode(T header) {
    Map<String, String> extFields = new LinkedHashMap<>();
    for (Field field : fields) {
      try {
        Object value = field.accessor().invoke(header);
        if (value != null) {
          extFields.put(field.name(), value.toString());
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("reading " + field.name() + " failed", e);
      }
    }
    return extFields;
  }

  private static boolean isOptional(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static Function<String, Object> parser(String name, Class<?> type) {
    if (type == String.class) {
      return text -> text;
    }
    if (type == boolean.class || type == Boolean.class) {
      return text -> Boolean.parseBoolean(text);
    }
    if (type == int.class || type == Integer.class) {
      return text -> intNumber(name, text);
    }
    if (type == long.class || type == Long.class) {
      return text -> number(name, text);
    }
    throw new IllegalArgumentException("header field " + name + " has no known type");
  }

  private static int intNumber(String name, String text) {
    long number = number(name, text);
    if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
      throw new HeaderException(
          "header field " + name + " is '" + text + "', which does not fit 32 bits");
    }
    return (int) number;
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new HeaderException("header field " + name + " is '" + text + "' and no whole number");
    }
  }
}
