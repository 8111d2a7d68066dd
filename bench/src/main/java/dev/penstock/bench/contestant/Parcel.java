package dev.penstock.bench.contestant;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** What a step returns when payloads are to be of a certain size: digits that do not compress to nothing. */
public record Parcel(String content) {

    private static final int DIFFERENT = 16;

    /** Some to choose from, so that making them is no part of what is measured. */
    static Parcel[] ofBytes(int bytes) {
        var random = RandomGenerator.getDefault();
        return IntStream.range(0, DIFFERENT)
                .mapToObj(at -> new Parcel(random.ints(Math.max(1, bytes - "{\"content\":\"\"}".length()), 0, 62)
                        .map(digit -> "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".charAt(digit))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()))
                .toArray(Parcel[]::new);
    }
}
