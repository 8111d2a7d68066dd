package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Token;
import dev.penstock.citus.sql.Tokens;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a statement does to what is known. */
public final class Effects {

    private final Known before;
    private final String file;

    private Effects(Known before, String file) {
        this.before = before;
        this.file = file;
    }

    /** @param file the migration that the statement stands in */
    public static Known of(Statement statement, Known before, String file) {
        return new Effects(before, file).apply(statement);
    }

    private Known apply(Statement statement) {
        return switch (statement) {
            case Statement.CreateTable create -> new Creation(before, file).of(create);
            case Statement.AlterTable alter -> new Alteration(before).of(alter);
            case Statement.CreateIndex index -> index(index);
            case Statement.AlterOther alter -> alter.kind().equals("index") ? renamedIndex(alter) : before;
            case Statement.Drop drop -> drop(drop);
            case Statement.Insert insert -> filled(insert.target().name());
            case Statement.Merge merge -> filled(merge.target().name());
            case Statement.Copy copy -> copy.from() && copy.table() != null ? filled(copy.table()) : before;
            case Statement.Truncate truncate -> emptied(truncate.names());
            case Statement.CreateView view ->
                before.withView(before.resolve(view.name(), before.views()), reads(view.query()));
            case Statement.CreateSequence sequence ->
                before.withSequence(before.resolve(sequence.name(), before.sequences()), "");
            case Statement.CreateTrigger trigger -> trait(trigger.table(), Trait.TRIGGER, true);
            case Statement.CreateRule rule -> trait(rule.table(), Trait.RULE, true);
            case Statement.Policy policy ->
                policy.expressions().contain("select") ? trait(policy.table(), Trait.SUBQUERY_POLICY, true) : before;
            case Statement.Comment comment -> comment(comment);
            case Statement.SetParameter set ->
                set.name().equals("search_path") && !set.value().isEmpty()
                        ? before.withSearchPath(set.value())
                        : before;
            case Statement.Select select -> Placing.by(select.tokens(), before);
            default -> before;
        };
    }

    private Known comment(Statement.Comment comment) {
        QualifiedName on = comment.on();
        if (on == null) {
            return before;
        }
        // Of a column the table is what stands before the last dot.
        var table = comment.kind().equals("column") ? tableOfColumn(on, comment.tokens()) : on;
        return table == null ? before : trait(table, Trait.COMMENT, true);
    }

    private static @Nullable QualifiedName tableOfColumn(QualifiedName column, Tokens tokens) {
        String table = column.schema();
        if (table == null) {
            return null;
        }
        boolean qualified = tokens.size() > 7 && tokens.get(6).isSymbol(".");
        return new QualifiedName(qualified ? tokens.get(3).value() : null, table, column.span());
    }

    private Known trait(QualifiedName name, Trait trait, boolean has) {
        return before.table(name)
                .map(table -> before.with(table.withTrait(trait, has)))
                .orElse(before);
    }

    private Set<TableName> reads(Tokens query) {
        var reads = new LinkedHashSet<TableName>();
        for (int i = 0; i < query.size(); i++) {
            Token token = query.get(i);
            if (token.isName()) {
                boolean qualified = i >= 2 && query.get(i - 1).isSymbol(".");
                var name = new QualifiedName(qualified ? query.get(i - 2).value() : null, token.value(), token.span());
                before.table(name).ifPresent(table -> reads.add(table.name()));
            }
        }
        return reads;
    }

    private Known index(Statement.CreateIndex index) {
        var found = before.table(index.table());
        if (!index.unique() || found.isEmpty()) {
            return before;
        }
        var columns = index.keys().stream()
                .map(key -> Objects.requireNonNullElse(key, ""))
                .toList();
        Table table = found.get();
        QualifiedName given = index.name();
        String name = given != null
                ? given.name()
                : Definition.chosen(
                        table.name(),
                        Stream.concat(columns.stream(), index.include().stream())
                                .toList(),
                        "idx");
        return before.with(table.withKeys(
                Table.plus(table.keys(), new Key(name, Key.Kind.UNIQUE, columns, List.of(), index.include()))));
    }

    private Known renamedIndex(Statement.AlterOther alter) {
        var tokens = alter.tokens();
        QualifiedName from = alter.name();
        if (from == null || !tokens.at(tokens.size() - 3, "rename", "to")) {
            return before;
        }
        String to = tokens.get(tokens.size() - 1).value();
        return before.withEach(table -> Alteration.renamed(table, from.name(), to));
    }

    private Known filled(QualifiedName name) {
        return before.table(name).map(table -> before.with(table.withRows(-1))).orElse(before);
    }

    private Known emptied(List<QualifiedName> names) {
        var open = new ArrayDeque<TableName>();
        names.forEach(name -> open.add(before.resolve(name)));
        Known after = before;
        while (!open.isEmpty()) {
            var found = after.table(open.remove());
            if (found.isPresent()) {
                after = after.with(found.get().withRows(0));
                open.addAll(found.get().partitions());
            }
        }
        return after;
    }

    private Known drop(Statement.Drop drop) {
        Known after = before;
        QualifiedName on = drop.on();
        if (on != null) {
            return drop.kind().equals("trigger")
                    ? trait(on, Trait.TRIGGER, false)
                    : drop.kind().equals("rule") ? trait(on, Trait.RULE, false) : before;
        }
        for (QualifiedName name : drop.names()) {
            after = switch (drop.kind()) {
                case "table" -> after.without(after.resolve(name));
                case "view", "materialized view" -> after.withoutView(after.resolve(name, after.views()));
                case "index" -> withoutIndex(after, name.name());
                default -> after;
            };
        }
        return after;
    }

    private static Known withoutIndex(Known known, String index) {
        return known.withEach(
                table -> table.withoutConstraints(key -> key.name().equals(index), key -> false, check -> false));
    }
}
