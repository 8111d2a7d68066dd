package dev.penstock.citus.lint.trace;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a scratch cluster's databases and their owner are called, on every node alike.
 *
 * @param mark the databases' comment, by which a connection is known to have come to the right one
 */
record ScratchNames(String database, String role, String password, String mark) {

    static final String PREFIX = "penstock_trace_";

    private static final SecureRandom RANDOM = new SecureRandom();

    static ScratchNames any() {
        String name = PREFIX + hex(6);
        return new ScratchNames(
                name,
                name,
                hex(16),
                "made by penstock citus lint --trace, which drops it when it ends; nobody's data, " + hex(8));
    }

    private static String hex(int bytes) {
        byte[] chance = new byte[bytes];
        RANDOM.nextBytes(chance);
        return HexFormat.of().formatHex(chance);
    }
}
