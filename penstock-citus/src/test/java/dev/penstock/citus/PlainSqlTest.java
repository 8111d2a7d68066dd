package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.apply.Applier;
import dev.penstock.citus.apply.Watcher;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.SqlScript;
import dev.penstock.citus.sql.Script;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.pool.Server;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A plan carried out without the engine, statement by statement, ends as it does with it. */
class PlainSqlTest extends OnCitus {

    private static final Map<String, String> CHOICES = Map.of(
            "GLOBAL_UNIQUE_BECOMES_PER_TENANT", "per-tenant",
            "SET_NULL_REFUSED", "no-action",
            "TRIGGER", "drop",
            "IDENTITY_ONE_WAY", "to-sequence",
            "CROSS_TENANT_ROWS", "quarantine");

    PlainSqlTest() throws SQLException {}

    @Test
    void theScriptEndsAsApplyingDoes() throws SQLException {
        var other = cluster.schema();
        try {
            Sql.run(connection, Sql.resource("script.sql"));
            Sql.run(connection, "set search_path = " + other + ", public", Sql.resource("script.sql"));
            var coordinator = Server.at(cluster.jdbcUrl(), null, null);
            var applied = Plans.of(connection, other, "org_id", Plans.BLOCKING, CHOICES);
            Applier.apply(
                    coordinator,
                    applied,
                    Plans.APPLYING.confirming(Set.of("code-names-tenant", "code-writes-tenant")),
                    Watcher.SILENT);

            var scripted = Plans.of(connection, schema, "org_id", Plans.BLOCKING, CHOICES);
            assertThat(scripted.undecided()).isEmpty();
            psql(SqlScript.of(scripted));

            assertThat(Described.of(connection, schema))
                    .isEqualTo(Described.of(connection, other))
                    .isNotEmpty();
            verified(scripted);
            verified(applied);
        } finally {
            Sql.run(connection, "drop schema " + other + " cascade");
        }
    }

    /** As psql does: each statement sent by itself, nothing set beforehand, over at the first that fails. */
    private void psql(String text) throws SQLException {
        assertThat(text).startsWith("-- distribute ").contains("\n\\set ON_ERROR_STOP on\n");
        String sql = text.replace("\\set ON_ERROR_STOP on\n", "");
        var script = Script.of(sql);
        try (var plain = cluster.connect();
                var statement = plain.createStatement()) {
            for (var piece : script.pieces()) {
                String one = sql.substring(piece.span().start(), piece.span().end());
                try {
                    statement.execute(one);
                } catch (SQLException e) {
                    throw new SQLException(e.getMessage() + " in: " + one, e);
                }
            }
        }
    }

    private void verified(Plan plan) {
        var verified = Verifier.verify(
                Server.at(cluster.jdbcUrl(), null, null),
                plan,
                VerifyOptions.all().withQuiet(true),
                what -> {});
        assertThat(verified).as(verified.toString()).matches(Verification::holds);
    }
}
