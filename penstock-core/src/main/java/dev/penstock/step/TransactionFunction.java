package dev.penstock.step;

import java.sql.Connection;

/**
 * What a transactional step does: writes rows of the run's own tenant over the connection it is given. Those rows and
 * the step's record become durable in one commit, or not at all.
 *
 * <p>Transaction: Penstock begins and ends it; commit, rollback, close and auto-commit are refused with
 * {@code PEN-1012}. Savepoints may be used.
 */
@FunctionalInterface
public interface TransactionFunction<T> {
    T run(Connection connection) throws Exception;
}
