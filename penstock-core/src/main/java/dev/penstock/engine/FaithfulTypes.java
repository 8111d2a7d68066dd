package dev.penstock.engine;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which results come back from the codec equal to what went in, so that reading each of them back would only show what
 * is known.
 *
 * <p>Only values that cannot be told apart from their copies are ever trusted: strings, numbers, times and the like, and
 * records of nothing but those, of exactly the type the step declares. Such a type is trusted once {@value
 * #EQUAL_COPIES} results of it have come back equal; one that does not is never trusted.
 */
final class FaithfulTypes {

    private static final int EQUAL_COPIES = 10;
    private static final int DISTRUSTED = Integer.MIN_VALUE;
    private static final int DEPTH_MAX = 4;
    private static final Set<Class<?>> PLAIN = Set.of(
            String.class,
            Boolean.class,
            Integer.class,
            Long.class,
            Short.class,
            Byte.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            Instant.class,
            LocalDate.class,
            Duration.class,
            boolean.class,
            int.class,
            long.class,
            short.class,
            byte.class);

    private final Map<Class<?>, Integer> equalCopies = new ConcurrentHashMap<>();

    /** Whether a result of this class need not be read back. */
    boolean trusts(Object value) {
        return equalCopies.getOrDefault(value.getClass(), 0) >= EQUAL_COPIES;
    }

    /** Takes note of how a result came back. */
    void cameBack(Object value, @Nullable Object copy) {
        boolean equal = value.equals(copy) && isPlain(value.getClass(), DEPTH_MAX);
        equalCopies.merge(
                value.getClass(),
                equal ? 1 : DISTRUSTED,
                (known, now) -> known < 0 || now < 0 ? DISTRUSTED : Math.min(known + now, EQUAL_COPIES));
    }

    private static boolean isPlain(Class<?> type, int depth) {
        if (PLAIN.contains(type) || type.isEnum()) {
            return true;
        }
        if (!type.isRecord() || depth == 0) {
            return false;
        }
        for (var component : type.getRecordComponents()) {
            if (!isPlain(component.getType(), depth - 1)) {
                return false;
            }
        }
        return true;
    }
}
