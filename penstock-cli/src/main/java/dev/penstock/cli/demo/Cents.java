package dev.penstock.cli.demo;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Amounts of money in text: {@code 39.90}. */
final class Cents {

    private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})\\.(\\d\\d)");

    private Cents() {}

    /** Empty when {@code text} is not a number with two decimals. */
    static OptionalLong read(String text) {
        var match = SHAPE.matcher(text);
        return match.matches()
                ? OptionalLong.of(Long.parseLong(match.group(1)) * 100 + Long.parseLong(match.group(2)))
                : OptionalLong.empty();
    }

    static String write(long cents) {
        return "%d.%02d".formatted(cents / 100, cents % 100);
    }
}
