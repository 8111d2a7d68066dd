package dev.penstock.citus.failure;

import java.sql.SQLException;

/** What a server said. */
public final class ServerMessage {

    private ServerMessage() {}

    /** The first line, without details and hints; empty when it said nothing. */
    public static String firstLine(SQLException said) {
        return String.valueOf(said.getMessage()).lines().findFirst().orElse("");
    }
}
