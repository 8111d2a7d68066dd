package dev.penstock.cli.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The promises, each checked by a statement that counts rows; none of them asks the worker. */
final class Proof {

    private record Claim(String promise, String statement) {}

    private static final List<Claim> ALWAYS = List.of(
            new Claim("every order has exactly one run", "proof_runs"),
            new Claim("every paid order was shipped exactly once", "proof_shipped"),
            new Claim("every declined order failed unshipped, its stock released once", "proof_declined"),
            new Claim("every step was recorded exactly once, and none is missing", "proof_records"),
            new Claim("transactional effects match their records one to one", "proof_transactions"),
            new Claim("systems outside got every call, repeated only where a worker was lost", "proof_calls"));

    private static final List<Claim> AFTER_KILL = List.of(
            new Claim("every run in flight was taken over and finished", "proof_taken_over"),
            new Claim("no record of before the kill was written again or lost", "proof_kept"),
            new Claim("no step recorded before the kill was executed after it", "proof_not_again"));

    private Proof() {}

    static List<Check> of(Connection connection, boolean killed) throws SQLException {
        var checks = new ArrayList<Check>();
        for (var claim : ALWAYS) {
            checks.add(check(connection, claim));
        }
        for (var claim : killed ? AFTER_KILL : List.<Claim>of()) {
            checks.add(check(connection, claim));
        }
        return checks;
    }

    private static Check check(Connection connection, Claim claim) throws SQLException {
        return Answer.one(
                connection,
                claim.statement(),
                row -> new Check(claim.promise(), row.getBoolean("holds"), Answer.columns(row, 2)));
    }
}
