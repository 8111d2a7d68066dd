package dev.penstock.bench.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A promise, and the statement that returns what breaks it: nothing, when it was kept. */
enum Proof {
    EVERY_RUN_HAS_ENDED,
    EVERY_RUN_HAS_COMPLETED,
    NO_STARTED_RUN_IS_LOST,
    A_KEY_MADE_ONE_RUN,
    A_KEY_WAS_ANSWERED_WITH_ONE_RUN,
    EVERY_STEP_IS_RECORDED_ONCE,
    NO_STEP_IS_WITHOUT_ITS_RUN,
    EVERY_EXECUTION_SAW_WHAT_IS_RECORDED,
    EVERY_RUN_ENDED_WITH_WHAT_IS_RECORDED,
    CALLERS_WERE_TOLD_WHAT_IS_RECORDED,
    EVERY_EFFECT_IS_APPLIED_ONCE,
    EVERY_EFFECT_IS_RECORDED,
    EVERY_RECORDED_EFFECT_IS_APPLIED,
    EVERY_CHILD_WAS_STARTED_ONCE,
    NOTHING_IS_LEFT_PREPARED;

    /** What it found; no violations mean that the promise was kept. */
    record Finding(Proof proof, List<String> violations) {

        boolean holds() {
            return violations.isEmpty();
        }
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether each node has to be asked by itself; the others ask the whole cluster. */
    boolean isOfEachNode() {
        return this == NOTHING_IS_LEFT_PREPARED;
    }

    /** Looks for what breaks the promise. Shape: at most a thousand of them. */
    List<String> violations(Connection connection) throws SQLException {
        var violations = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql("proof/" + name().toLowerCase(Locale.ROOT)))) {
            while (rows.next()) {
                violations.add(rows.getString(1) + " / " + rows.getString(2) + ": " + rows.getString(3));
            }
        }
        return violations;
    }

    /** All of them, over a database that has come to rest. */
    static List<Finding> all(Ground ground) throws SQLException {
        var findings = new ArrayList<Finding>();
        try (var connection = ground.connect()) {
            for (var proof : values()) {
                if (!proof.isOfEachNode()) {
                    findings.add(new Finding(proof, proof.violations(connection)));
                    continue;
                }
                var violations = new ArrayList<String>();
                for (var node : ground.nodes()) {
                    try (var own = ground.connect(node)) {
                        proof.violations(own).forEach(found -> violations.add(node.title() + " " + found));
                    }
                }
                findings.add(new Finding(proof, violations));
            }
        }
        return findings;
    }

    static String sql(String name) {
        try (var in = Proof.class.getResourceAsStream(name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException(name + ".sql is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
