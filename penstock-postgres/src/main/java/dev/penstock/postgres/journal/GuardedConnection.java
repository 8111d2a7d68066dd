package dev.penstock.postgres.journal;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a transactional step's function is given: it can do everything but end the transaction, by method
 * or by a statement that says so.
 */
final class GuardedConnection implements InvocationHandler {

    private static final Set<String> REFUSED =
            Set.of("commit", "close", "abort", "setAutoCommit", "setTransactionIsolation", "setReadOnly");
    private static final Set<String> REFUSED_WORDS = Set.of("commit", "end", "abort", "begin", "start");

    /** The connection or a statement of it. */
    private final Object target;

    /** What a statement answers when it is asked for its connection. */
    private final Connection guarded;

    private final Consumer<Throwable> thrown;

    private GuardedConnection(Connection connection, Consumer<Throwable> thrown) {
        this.target = connection;
        this.guarded = proxy(Connection.class, this);
        this.thrown = thrown;
    }

    private GuardedConnection(Object statement, GuardedConnection of) {
        this.target = statement;
        this.guarded = of.guarded;
        this.thrown = of.thrown;
    }

    /** @param thrown told what the connection or a statement of it throws */
    static Connection of(Connection connection, Consumer<Throwable> thrown) {
        return new GuardedConnection(connection, thrown).guarded;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (target instanceof Connection && isRefused(method, arguments)) {
            throw refused(method.getName());
        }
        if (arguments != null && arguments.length > 0 && arguments[0] instanceof String sql && takesSql(method)) {
            check(sql);
        }
        if (method.getName().equals("getConnection")) {
            return guarded;
        }
        return guardStatement(call(method, arguments));
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException wrapped) {
            var cause = wrapped.getCause();
            thrown.accept(cause);
            throw cause;
        }
    }

    private @Nullable Object guardStatement(@Nullable Object result) {
        return switch (result) {
            case CallableStatement statement -> guard(CallableStatement.class, statement);
            case PreparedStatement statement -> guard(PreparedStatement.class, statement);
            case Statement statement -> guard(Statement.class, statement);
            case null, default -> result;
        };
    }

    private <T> T guard(Class<T> type, Object statement) {
        return proxy(type, new GuardedConnection(statement, this));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static boolean isRefused(Method method, @Nullable Object @Nullable [] arguments) {
        return REFUSED.contains(method.getName()) || (method.getName().equals("rollback") && arguments == null);
    }

    private static boolean takesSql(Method method) {
        return method.getName().startsWith("execute")
                || method.getName().startsWith("prepare")
                || method.getName().equals("addBatch");
    }

    private static void check(String sql) {
        for (var words : SqlWords.of(sql)) {
            if (endsTransaction(words)) {
                throw refused(words.getFirst());
            }
        }
    }

    private static boolean endsTransaction(List<String> words) {
        return switch (words.getFirst()) {
            case "rollback" -> !words.contains("to");
            case "prepare" -> words.size() > 1 && words.get(1).equals("transaction");
            default -> REFUSED_WORDS.contains(words.getFirst());
        };
    }

    private static PenstockException refused(String what) {
        return new PenstockException(
                ErrorCode.TRANSACTION_MISUSED,
                what + " is not for a transactional step: Penstock ends the transaction when the function returns or"
                        + " throws; use savepoints to undo a part of it");
    }
}
