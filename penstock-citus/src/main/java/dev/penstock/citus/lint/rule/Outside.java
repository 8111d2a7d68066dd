package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;
import java.util.Set;

/** Which statements cannot run in a transaction. Pure. */
public final class Outside {

    /** Of what Citus brings; a procedure of somebody else may commit too, and its call does not tell. */
    private static final Set<String> ALONE = Set.of(
            "create_distributed_table_concurrently",
            "citus_cleanup_orphaned_resources",
            "alter_old_partitions_set_access_method");

    private Outside() {}

    /** Whether it cannot run in a transaction, or may not: a procedure that commits runs outside of one alone. */
    public static boolean needed(Statement statement) {
        return certainly(statement)
                || (statement instanceof Statement.Other other && other.verb().equals("call"));
    }

    /** Whether it is refused in a transaction, whatever the database has. */
    public static boolean certainly(Statement statement) {
        return concurrently(statement)
                || (statement instanceof Statement.Other other
                        && other.verb().matches("vacuum|create database|alter system"))
                || Call.in(statement.tokens()).stream()
                        .anyMatch(call -> ALONE.contains(call.function().name()));
    }

    /** CREATE, DROP and REINDEX INDEX CONCURRENTLY wait for the transactions of others, a migration tool's own too. */
    public static boolean concurrently(Statement statement) {
        return switch (statement) {
            case Statement.CreateIndex index -> index.concurrently();
            case Statement.Drop drop -> drop.concurrently();
            case Statement.Other other ->
                other.verb().equals("reindex") && other.tokens().contain("concurrently");
            case Statement.AlterTable alter ->
                alter.actions().stream()
                        .anyMatch(action -> action instanceof TableAction.Detach detach && detach.concurrently());
            default -> false;
        };
    }
}
