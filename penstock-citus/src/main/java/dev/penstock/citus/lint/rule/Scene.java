package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.known.Placement;
import dev.penstock.citus.lint.known.Query;
import dev.penstock.citus.lint.known.Regclass;
import dev.penstock.citus.lint.known.Table;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Span;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;
import dev.penstock.citus.sql.Token;
import dev.penstock.citus.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A statement where it stands, as one rule sees it. */
public final class Scene {

    private static final Set<String> DISTRIBUTES =
            Set.of("create_distributed_table", "create_distributed_table_concurrently");

    private final Migration migration;
    private final int index;
    private final Card card;
    private final @Nullable String tenantColumn;
    private final Consumer<Finding> findings;

    /** @param tenantColumn by which tables that nobody described are taken to be distributed; null for none */
    public Scene(Migration migration, int index, Card card, @Nullable String tenantColumn, Consumer<Finding> findings) {
        this.migration = migration;
        this.index = index;
        this.card = card;
        this.tenantColumn = tenantColumn;
        this.findings = findings;
    }

    Step step() {
        return migration.steps().get(index);
    }

    Statement statement() {
        return step().statement();
    }

    Migration migration() {
        return migration;
    }

    Known known() {
        return step().before();
    }

    Known atEnd() {
        return migration.end(known());
    }

    List<Statement> earlier() {
        return migration.steps().subList(0, index).stream().map(Step::statement).toList();
    }

    List<Statement> later() {
        return migration.steps().subList(index + 1, migration.steps().size()).stream()
                .map(Step::statement)
                .toList();
    }

    /** Whether BEGIN opened a transaction that is still open. */
    boolean inTransaction() {
        boolean open = false;
        for (Statement each : earlier()) {
            if (each instanceof Statement.Transaction transaction) {
                open = switch (transaction.kind()) {
                    case BEGIN -> true;
                    case COMMIT, ROLLBACK -> false;
                    case OTHER -> open;
                };
            }
        }
        return open;
    }

    /** Those before it in its transaction: after BEGIN, in its block or function, or in a file that Flyway runs in one. */
    List<Step> earlierInTransaction() {
        boolean whole = migration.inOneTransaction();
        int last = index;
        while (migration.steps().get(last).nested()) {
            last--;
        }
        int first = whole ? 0 : last;
        int block = 0;
        for (int i = 0; i < last; i++) {
            Step each = migration.steps().get(i);
            block = each.where() == Step.Where.FILE ? i + 1 : block;
            if (each.where() != Step.Where.FUNCTION && each.statement() instanceof Statement.Transaction transaction) {
                first = switch (transaction.kind()) {
                    case BEGIN -> Math.min(first, i + 1);
                    case COMMIT, ROLLBACK -> whole ? i + 1 : last;
                    case OTHER -> first;
                };
            }
        }
        boolean stored = step().where() == Step.Where.FUNCTION;
        if (step().where() != Step.Where.FILE) {
            first = stored ? block : Math.min(first, block);
        }
        return migration.steps().subList(first, last).stream()
                .filter(each -> stored || each.where() != Step.Where.FUNCTION)
                .toList();
    }

    Optional<Table> table(QualifiedName name) {
        return known().table(name);
    }

    /** Whether this migration created the table, so that nobody uses it yet. */
    boolean isNew(QualifiedName name) {
        return table(name)
                .filter(table -> migration.path().equals(table.file()))
                .isPresent();
    }

    /** Not when a live catalog or this very file says that it is not. */
    boolean mayBeDistributed(QualifiedName name) {
        var table = table(name);
        return table.isEmpty()
                || table.get().placement() != Placement.PLAIN
                || !(table.get().live() || isNew(name));
    }

    /** By which column the table is distributed, or is taken to be when nobody described it. */
    Optional<String> distributionColumn(QualifiedName name) {
        var table = table(name);
        return table.isEmpty() ? Optional.ofNullable(tenantColumn) : table.map(Table::distributionColumn);
    }

    List<Query> queries() {
        return Query.of(statement(), step().variables());
    }

    /** The calls of these functions anywhere in the statement; none of a nested one, whose calls are those of the outer. */
    List<Call> calls(String... names) {
        var wanted = Set.of(names);
        return step().calls().stream()
                .filter(call -> wanted.contains(call.function().name()))
                .toList();
    }

    List<Call> distributing() {
        return calls(DISTRIBUTES.toArray(String[]::new));
    }

    static Optional<QualifiedName> tableOf(Call call) {
        return call.argument("table_name", 0).flatMap(Regclass::of);
    }

    /** The text of an argument that is given as a plain string. */
    static Optional<String> text(Call call, String name, int position) {
        return call.argument(name, position)
                .filter(value -> !value.isEmpty() && value.first().isString())
                .map(value -> value.first().value());
    }

    <T extends TableAction> void each(Class<T> type, BiConsumer<Statement.AlterTable, T> then) {
        if (statement() instanceof Statement.AlterTable alter) {
            alter.actions().stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .forEach(action -> then.accept(alter, action));
        }
    }

    /** A constraint and the table that gets it. */
    record Added<T extends Constraint>(QualifiedName table, T constraint, boolean created) {}

    /** The constraints of this kind that the statement gives to a table, wherever in it they are written. */
    <T extends Constraint> List<Added<T>> constraints(Class<T> type) {
        var added = new ArrayList<Added<T>>();
        Consumer<Added<Constraint>> take = each -> {
            if (type.isInstance(each.constraint())) {
                added.add(new Added<>(each.table(), type.cast(each.constraint()), each.created()));
            }
        };
        if (statement() instanceof Statement.CreateTable create) {
            Stream.concat(
                            create.constraints().stream(),
                            create.columns().stream().flatMap(column -> column.constraints().stream()))
                    .forEach(constraint -> take.accept(new Added<>(create.name(), constraint, true)));
        }
        each(
                TableAction.AddConstraint.class,
                (alter, add) -> take.accept(new Added<>(alter.name(), add.constraint(), false)));
        each(
                TableAction.AddColumn.class,
                (alter, add) -> add.column()
                        .constraints()
                        .forEach(constraint -> take.accept(new Added<>(alter.name(), constraint, false))));
        return added;
    }

    // The annotation it asks for would be a dependency of its own.
    @SuppressWarnings("AnnotateFormatMethod")
    void report(Span span, String message, @Nullable Object... nouns) {
        findings.accept(new Finding(card, migration.path(), span, String.format(Locale.ROOT, message, nouns)));
    }

    void report(Token token, String message, @Nullable Object... nouns) {
        report(token.span(), message, nouns);
    }

    void report(Tokens tokens, String message, @Nullable Object... nouns) {
        report(tokens.span(), message, nouns);
    }
}
