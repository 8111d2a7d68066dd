package dev.penstock.citus.lint.trace;

import java.util.List;
import java.util.stream.Collectors;

/** How several are said in one message. */
final class Words {

    private static final int SHOWN_MAX = 6;

    private Words() {}

    static String list(List<?> all) {
        return all.stream().limit(SHOWN_MAX).map(Object::toString).collect(Collectors.joining(", "))
                + (all.size() > SHOWN_MAX ? " and " + (all.size() - SHOWN_MAX) + " more" : "");
    }
}
