package dev.penstock.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A type that a payload is read back as, generic arguments included.
 *
 * <p>{@code PayloadType.of(Order.class)}, {@code PayloadType.listOf(Order.class)}, or for anything else an anonymous
 * subclass: {@code new PayloadType<Map<String, Order>>() {}}.
 */
public class PayloadType<T> {

    private final Type type;

    /** For anonymous subclasses that spell the type argument. */
    protected PayloadType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)) {
            throw new IllegalStateException("spell the type argument: new PayloadType<Map<String, Order>>() {}");
        }
        this.type = parent.getActualTypeArguments()[0];
    }

    private PayloadType(Type type) {
        this.type = type;
    }

    public static <T> PayloadType<T> of(Class<T> type) {
        return new PayloadType<>(type);
    }

    public static <T> PayloadType<List<T>> listOf(Class<T> element) {
        return new PayloadType<>(new ListType(element));
    }

    /** The reflected type, for codecs. */
    public Type reflected() {
        return type;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PayloadType<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public String toString() {
        return type.getTypeName();
    }

    private record ListType(Class<?> element) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {element};
        }

        @Override
        public Type getRawType() {
            return List.class;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }

        @Override
        public String getTypeName() {
            return "java.util.List<" + element.getTypeName() + ">";
        }
    }
}
