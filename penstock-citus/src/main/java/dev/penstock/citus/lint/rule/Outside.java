package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;

/** Which statements cannot run in a transaction. Pure. */
public final class Outside {

    private Outside() {}

    public static boolean needed(Statement statement) {
        return concurrently(statement)
                || (statement instanceof Statement.Other other
                        && other.verb().matches("vacuum|call|create database|alter system"))
                || Call.in(statement.tokens()).stream()
                        .anyMatch(call -> call.is("create_distributed_table_concurrently"));
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
