package dev.penstock.bench.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One promise broken in a database where all are kept, and the proof that has to notice. Rolled back afterwards. */
enum Sabotage {
    LEAVE_A_RUN_UNFINISHED(Proof.EVERY_RUN_HAS_ENDED),
    FAIL_A_RUN(Proof.EVERY_RUN_HAS_COMPLETED),
    LOSE_A_RUN(Proof.NO_STARTED_RUN_IS_LOST),
    DOUBLE_A_RUN(Proof.A_KEY_MADE_ONE_RUN),
    TELL_OF_ANOTHER_RUN(Proof.A_KEY_WAS_ANSWERED_WITH_ONE_RUN),
    LOSE_A_STEP(Proof.EVERY_STEP_IS_RECORDED_ONCE),
    DOUBLE_A_STEP(Proof.EVERY_STEP_IS_RECORDED_ONCE),
    ORPHAN_THE_STEPS(Proof.NO_STEP_IS_WITHOUT_ITS_RUN),
    SEE_ANOTHER_RESULT(Proof.EVERY_EXECUTION_SAW_WHAT_IS_RECORDED),
    OVERWRITE_A_RESULT(Proof.EVERY_RUN_ENDED_WITH_WHAT_IS_RECORDED),
    OVERWRITE_AN_OUTPUT(Proof.CALLERS_WERE_TOLD_WHAT_IS_RECORDED),
    APPLY_AN_EFFECT_TWICE(Proof.EVERY_EFFECT_IS_APPLIED_ONCE),
    APPLY_AN_EFFECT_FOR_NOTHING(Proof.EVERY_EFFECT_IS_RECORDED),
    LOSE_AN_EFFECT(Proof.EVERY_RECORDED_EFFECT_IS_APPLIED),
    DOUBLE_A_CHILD(Proof.EVERY_CHILD_WAS_STARTED_ONCE),
    LOSE_A_CHILD(Proof.EVERY_CHILD_WAS_STARTED_ONCE),
    LEAVE_SOMETHING_PREPARED(Proof.NOTHING_IS_LEFT_PREPARED);

    private static final String OTHER = "'00000000-0000-7000-8000-00000000000f'";
    private static final String PREPARED = "penstock_bench_sabotage";

    private final Proof proof;

    Sabotage(Proof proof) {
        this.proof = proof;
    }

    Proof proof() {
        return proof;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Does each of them; returns those that their proof did not notice. */
    static List<Sabotage> unnoticed(Ground ground) throws SQLException {
        var unnoticed = new ArrayList<Sabotage>();
        try (var connection = ground.connect()) {
            connection.setAutoCommit(false);
            var victim = Victim.in(connection);
            for (var sabotage : values()) {
                if (sabotage.violations(connection, victim).isEmpty()) {
                    unnoticed.add(sabotage);
                }
            }
        }
        return unnoticed;
    }

    private List<String> violations(Connection connection, Victim victim) throws SQLException {
        if (this == LEAVE_SOMETHING_PREPARED) {
            return whilePrepared(connection);
        }
        try (var statement = connection.createStatement()) {
            for (var sql :
                    Proof.sql("sabotage/" + name().toLowerCase(Locale.ROOT)).split(";\n")) {
                if (statement.executeUpdate(victim.in(sql)) == 0) {
                    throw new IllegalStateException(label() + " met no row: " + sql);
                }
            }
            return proof.violations(connection);
        } finally {
            connection.rollback();
        }
    }

    /** A prepared transaction that has done nothing but exist. */
    private List<String> whilePrepared(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_current_xact_id()");
            statement.execute("prepare transaction '" + PREPARED + "'");
            connection.commit();
            try {
                return proof.violations(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
                statement.execute("rollback prepared '" + PREPARED + "'");
                connection.setAutoCommit(false);
            }
        }
    }

    /** A run with a child, whose caller was told what it ended with. */
    private record Victim(String tenant, String run) {

        static Victim in(Connection connection) throws SQLException {
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("""
                            select t.tenant, t.run_id
                            from chaos.told t
                            join penstock.run c on c.tenant = t.tenant and c.parent_run_id = t.run_id
                            where t.output <> ''
                            order by t.tenant, t.run_id
                            limit 1
                            """)) {
                if (!row.next()) {
                    throw new IllegalStateException("no run with a child has ended; let it run for longer");
                }
                return new Victim(row.getString(1), row.getString(2));
            }
        }

        String in(String sql) {
            return sql.replace(":tenant", "'" + tenant + "'")
                    .replace(":run", "'" + run + "'::uuid")
                    .replace(":other", OTHER + "::uuid");
        }
    }
}
