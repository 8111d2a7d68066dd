package dev.penstock.cli;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.sql.SQLException;

/** What a verb's process ends with, by category of error; the same numbers stand in the help of {@link Main}. */
final class ExitStatus {

    static final int DONE = 0;
    static final int FAILED = 1;
    /** Also what picocli answers to options it does not know. */
    static final int USAGE = 2;

    static final int NOT_FOUND = 3;
    static final int REFUSED = 4;
    static final int DATABASE = 5;
    static final int EMBEDDED = 6;

    private ExitStatus() {}

    static int of(Throwable thrown) {
        return switch (thrown) {
            case PenstockException coded -> of(coded.code());
            case SQLException database -> DATABASE;
            default -> FAILED;
        };
    }

    static int of(ErrorCode code) {
        if (code == ErrorCode.RUN_NOT_FOUND) {
            return NOT_FOUND;
        }
        if (code == ErrorCode.INVALID_OPTION || code == ErrorCode.INVALID_CURSOR || code == ErrorCode.INVALID_TENANT) {
            return USAGE;
        }
        return switch (code.text().charAt("PEN-".length())) {
            case '3' -> DATABASE;
            case '5' -> EMBEDDED;
            default -> REFUSED;
        };
    }
}
