package dev.penstock.flyway;

import static dev.penstock.citus.failure.CitusErrorCode.HISTORY_NOT_LOCAL;
import static dev.penstock.citus.failure.CitusErrorCode.MIGRATION_IN_TRANSACTION;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.lint.Source;
import dev.penstock.citus.lint.rule.Outside;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Parser;
import dev.penstock.citus.sql.Script;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Tokens;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What would hang, or leave half of a migration or of the history behind; refused whatever the linter is told.
 *
 * @param transaction whether the migration runs in one
 * @param lockInTransaction whether Flyway's own lock is an open transaction
 */
record Traps(Source source, boolean transaction, boolean lockInTransaction, QualifiedName history) {

    private static final Logger LOG = LoggerFactory.getLogger(Traps.class);
    private static final Set<String> DISTRIBUTES = Set.of(
            "create_distributed_table",
            "create_distributed_table_concurrently",
            "create_reference_table",
            "citus_add_local_table_to_metadata");

    void check() {
        var statements =
                Script.of(source.text()).pieces().stream().map(Parser::parse).toList();
        statements.forEach(this::check);
        long outside = statements.stream().filter(Outside::needed).count();
        if (!transaction && outside > 0 && outside < statements.size()) {
            LOG.warn(
                    "{} mixes statements that cannot run in a transaction with others: what fails in between leaves half of it;"
                            + " give each kind a migration of its own",
                    source.path());
        }
    }

    private void check(Statement statement) {
        if (Outside.concurrently(statement) && lockInTransaction) {
            throw LockOfFlyway.refusal(source.path(), shown(statement.tokens()));
        }
        if (Outside.certainly(statement) && transaction) {
            throw new CitusException(
                    MIGRATION_IN_TRANSACTION,
                    source.path() + " runs in a transaction, and " + shown(statement.tokens())
                            + " cannot; give it a migration of its own, with executeInTransaction=false in "
                            + source.path()
                            + ".conf beside it");
        }
        for (Call call : Call.in(statement.tokens())) {
            if (DISTRIBUTES.contains(call.function().name()) && distributesHistory(call)) {
                throw new CitusException(
                        HISTORY_NOT_LOCAL,
                        source.path() + " distributes Flyway's history " + history
                                + "; it must stay a plain table of the coordinator, leave it out");
            }
            if (call.is("citus_schema_distribute")
                    && argument(call, "schemaname").equals(history.schema())) {
                throw new CitusException(
                        HISTORY_NOT_LOCAL,
                        source.path() + " distributes schema " + history.schema()
                                + ", and Flyway's history with it; keep the"
                                + " history in another schema (flyway.defaultSchema)");
            }
        }
    }

    private boolean distributesHistory(Call call) {
        String table = argument(call, "table_name");
        return table.equals(history.name()) || QualifiedName.parse(table).equals(java.util.Optional.of(history));
    }

    private static String argument(Call call, String name) {
        return call.argument(name, 0)
                .filter(value -> !value.isEmpty() && value.first().isString())
                .map(value -> value.first().value())
                .orElse("");
    }

    private static String shown(Tokens tokens) {
        var words = tokens.toString().split("\\s+");
        return String.join(" ", List.of(words).subList(0, Math.min(words.length, 4))) + (words.length > 4 ? " …" : "");
    }
}
