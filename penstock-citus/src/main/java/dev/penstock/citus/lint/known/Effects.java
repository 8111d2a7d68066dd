package dev.penstock.citus.lint.known;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.ColumnDefinition;
import dev.penstock.citus.sql.Constraint;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Span;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.TableAction;
import dev.penstock.citus.sql.Token;
import dev.penstock.citus.sql.Tokens;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a statement does to what is known. */
public final class Effects {

    private static final int DEFAULT_SHARDS = 32;

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
            case Statement.CreateTable create -> createTable(create);
            case Statement.AlterTable alter -> alterTable(alter);
            case Statement.CreateIndex index -> index(index);
            case Statement.Drop drop -> drop(drop);
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
            case Statement.Select select -> calls(select.tokens());
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

    private Known createTable(Statement.CreateTable create) {
        var name = before.resolve(create.name());
        if (create.temporary() || (create.ifNotExists() && before.table(name).isPresent())) {
            return before;
        }
        var traits = EnumSet.noneOf(Trait.class);
        if (create.partitioned()) {
            traits.add(Trait.PARTITIONED);
        }
        if (!create.inherits().isEmpty()) {
            traits.add(Trait.INHERITANCE);
        }
        var parent = Optional.ofNullable(create.partitionOf()).flatMap(before::table);
        if (create.partitionOf() != null) {
            traits.add(Trait.PARTITION);
        }
        var table = new Table(
                name,
                file,
                parent.map(Table::columns).orElse(List.of()),
                List.of(),
                List.of(),
                List.of(),
                traits,
                parent.map(Table::placement).orElse(Placement.PLAIN),
                parent.map(Table::distributionColumn).orElse(null),
                parent.map(Table::group).orElse(null),
                parent.map(Table::shards).orElse(0),
                0,
                create.asQuery() ? -1 : 0);
        for (ColumnDefinition column : create.columns()) {
            table = withColumn(table, column);
        }
        for (Constraint constraint : create.constraints()) {
            table = withConstraint(table, constraint);
        }
        Known after = before.with(table);
        for (Column column : table.columns()) {
            if (column.sequence() != null) {
                after = after.withSequence(column.sequence(), name + "." + column.name());
            }
        }
        for (QualifiedName inherited : create.inherits()) {
            Known so = after;
            after = so.table(inherited)
                    .map(each -> so.with(each.withTrait(Trait.INHERITANCE, true)))
                    .orElse(so);
        }
        Known whole = after;
        return parent.map(each -> whole.with(each.withPartitions(each.partitions() + 1)
                        .withTrait(Trait.MULTI_LEVEL, each.has(Trait.MULTI_LEVEL) || create.partitioned())))
                .orElse(whole);
    }

    private Table withColumn(Table table, ColumnDefinition definition) {
        TableName sequence = definition.serial() || definition.identity()
                ? new TableName(table.name().schema(), table.name().name() + "_" + definition.name() + "_seq")
                : drawsFrom(definition.defaultValue());
        var column = new Column(
                definition.name(),
                type(definition),
                definition.collation(),
                definition.notNull() || definition.serial(),
                definition.identity(),
                sequence,
                false);
        var columns = new ArrayList<>(table.columns());
        columns.removeIf(each -> each.name().equals(column.name()));
        columns.add(column);
        Table wider = table.withColumns(columns);
        for (Constraint constraint : definition.constraints()) {
            wider = withConstraint(wider, constraint);
        }
        return wider;
    }

    private static String type(ColumnDefinition column) {
        return switch (column.type()) {
            case "serial", "serial4" -> "integer";
            case "bigserial", "serial8" -> "bigint";
            case "smallserial", "serial2" -> "smallint";
            default -> column.type();
        };
    }

    private @Nullable TableName drawsFrom(Tokens defaultValue) {
        return Call.in(defaultValue).stream()
                .filter(call -> call.is("nextval"))
                .flatMap(call -> call.argument("regclass", 0).stream())
                .flatMap(argument -> literal(argument).stream())
                .map(name -> before.resolve(name, before.sequences()))
                .findFirst()
                .orElse(null);
    }

    /** The table that a string such as {@code 'app."Orders"'} names, also with a cast after it. */
    public static Optional<QualifiedName> literal(Tokens argument) {
        if (argument.isEmpty() || !argument.first().isString()) {
            return Optional.empty();
        }
        var parts = new ArrayList<String>();
        var matcher = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([^.\"]+)")
                .matcher(argument.first().value());
        while (matcher.find()) {
            String quoted = matcher.group(1);
            parts.add(
                    quoted != null
                            ? quoted.replace("\"\"", "\"")
                            : matcher.group().toLowerCase(Locale.ROOT).strip());
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Span span = argument.first().span();
        return Optional.of(
                new QualifiedName(parts.size() > 1 ? parts.get(parts.size() - 2) : null, parts.getLast(), span));
    }

    private Table withConstraint(Table table, Constraint constraint) {
        String name = Objects.requireNonNullElse(constraint.name(), "");
        return switch (constraint) {
            case Constraint.Unique unique -> unique(table, unique, name);
            case Constraint.Exclusion exclusion ->
                table.withKeys(Table.plus(
                        table.keys(),
                        new Key(
                                name,
                                Key.Kind.EXCLUSION,
                                exclusion.elements().stream()
                                        .map(element -> Objects.requireNonNullElse(element.column(), ""))
                                        .toList(),
                                exclusion.elements().stream()
                                        .map(Constraint.Element::operator)
                                        .toList(),
                                List.of())));
            case Constraint.Check check ->
                table.withChecks(Table.plus(
                        table.checks(), new Check(name, check.expression().toString(), !check.notValid())));
            case Constraint.ForeignKey key ->
                table.withForeignKeys(Table.plus(
                        table.foreignKeys(),
                        new ForeignKey(
                                name.isEmpty()
                                        ? table.name().name() + "_" + String.join("_", key.columns()) + "_fkey"
                                        : name,
                                key.columns(),
                                before.resolve(key.target()),
                                key.targetColumns(),
                                key.onDelete(),
                                key.onUpdate(),
                                !key.notValid())));
            case Constraint.NotNull notNull -> notNull(table, notNull.column(), true);
        };
    }

    private static Table unique(Table table, Constraint.Unique unique, String name) {
        var kind = unique.primary() ? Key.Kind.PRIMARY : Key.Kind.UNIQUE;
        String index = unique.usingIndex();
        var columns = unique.columns();
        var include = unique.include();
        var keys = new ArrayList<>(table.keys());
        if (index != null) {
            var used = keys.stream().filter(key -> key.name().equals(index)).findFirst();
            keys.removeIf(key -> key.name().equals(index));
            columns = used.map(Key::columns).orElse(columns);
            include = used.map(Key::include).orElse(include);
        }
        String given = name.isEmpty()
                ? table.name().name() + (unique.primary() ? "_pkey" : "_" + String.join("_", columns) + "_key")
                : name;
        keys.add(new Key(given, kind, columns, List.of(), include));
        Table wider = table.withKeys(keys);
        for (String column : unique.primary() ? columns : List.<String>of()) {
            wider = notNull(wider, column, true);
        }
        return wider;
    }

    private static Table notNull(Table table, String column, boolean value) {
        return table.withColumns(table.columns().stream()
                .map(each -> each.name().equals(column) ? each.withNotNull(value) : each)
                .toList());
    }

    private Known alterTable(Statement.AlterTable alter) {
        var found = before.table(alter.name());
        if (found.isEmpty()) {
            return before;
        }
        Known known = before;
        Table table = found.get();
        for (TableAction action : alter.actions()) {
            var old = table.name();
            table = altered(table, action);
            known = (old.equals(table.name()) ? known : known.without(old)).with(table);
            known = partitions(known, table, action);
            if (action instanceof TableAction.AddColumn add) {
                TableName sequence =
                        table.column(add.column().name()).map(Column::sequence).orElse(null);
                known = sequence == null
                        ? known
                        : known.withSequence(
                                sequence, table.name() + "." + add.column().name());
            }
        }
        return known;
    }

    private static Known partitions(Known known, Table parent, TableAction action) {
        int change = action instanceof TableAction.Attach ? 1 : action instanceof TableAction.Detach ? -1 : 0;
        return change == 0 ? known : known.with(parent.withPartitions(Math.max(0, parent.partitions() + change)));
    }

    private Table altered(Table table, TableAction action) {
        return switch (action) {
            case TableAction.AddColumn add -> withColumn(table, add.column());
            case TableAction.DropColumn drop ->
                table.withColumns(table.columns().stream()
                        .filter(column -> !column.name().equals(drop.column()))
                        .toList());
            case TableAction.AddConstraint add -> withConstraint(table, add.constraint());
            case TableAction.DropConstraint drop -> withoutConstraint(table, drop.name());
            case TableAction.ValidateConstraint validate -> validated(table, validate.name());
            case TableAction.AlterType alter ->
                table.withColumns(table.columns().stream()
                        .map(column -> column.name().equals(alter.column()) ? column.withType(alter.type()) : column)
                        .toList());
            case TableAction.SetNotNull set -> notNull(table, set.column(), true);
            case TableAction.DropNotNull drop -> notNull(table, drop.column(), false);
            case TableAction.RenameColumn rename ->
                table.withColumns(table.columns().stream()
                        .map(column -> column.name().equals(rename.from()) ? column.withName(rename.to()) : column)
                        .toList());
            case TableAction.RenameTo rename ->
                table.withName(new TableName(table.name().schema(), rename.name()));
            case TableAction.SetSchema set ->
                table.withName(new TableName(set.schema(), table.name().name()));
            case TableAction.ReplicaIdentity identity ->
                table.withTrait(
                        Trait.REPLICA_IDENTITY,
                        !identity.identity().equals("nothing")
                                && !identity.identity().equals("default"));
            case TableAction.Inherit inherit -> table.withTrait(Trait.INHERITANCE, true);
            default -> table;
        };
    }

    private static Table withoutConstraint(Table table, String name) {
        return table.withKeys(table.keys().stream()
                        .filter(key -> !key.name().equals(name))
                        .toList())
                .withForeignKeys(table.foreignKeys().stream()
                        .filter(key -> !key.name().equals(name))
                        .toList())
                .withChecks(table.checks().stream()
                        .filter(check -> !check.name().equals(name))
                        .toList());
    }

    private static Table validated(Table table, String name) {
        return table.withForeignKeys(table.foreignKeys().stream()
                        .map(key -> key.name().equals(name)
                                ? new ForeignKey(
                                        key.name(),
                                        key.columns(),
                                        key.target(),
                                        key.targetColumns(),
                                        key.onDelete(),
                                        key.onUpdate(),
                                        true)
                                : key)
                        .toList())
                .withChecks(table.checks().stream()
                        .map(check -> check.name().equals(name) ? new Check(name, check.expression(), true) : check)
                        .toList());
    }

    private Known index(Statement.CreateIndex index) {
        QualifiedName name = index.name();
        if (!index.unique() || name == null) {
            return before;
        }
        var columns = index.keys().stream()
                .map(key -> Objects.requireNonNullElse(key, ""))
                .toList();
        var key = new Key(name.name(), Key.Kind.UNIQUE, columns, List.of(), index.include());
        return before.table(index.table())
                .map(table -> before.with(table.withKeys(Table.plus(table.keys(), key))))
                .orElse(before);
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
                case "view", "materialized view" -> after.without(after.resolve(name, after.views()));
                case "index" -> withoutIndex(after, name.name());
                default -> after;
            };
        }
        return after;
    }

    private static Known withoutIndex(Known known, String index) {
        Known after = known;
        for (Table table : known.tables().values()) {
            if (table.keys().stream().anyMatch(key -> key.name().equals(index))) {
                after = after.with(withoutConstraint(table, index));
            }
        }
        return after;
    }

    private Known calls(Tokens tokens) {
        Known after = before;
        for (Call call : Call.in(tokens)) {
            Known so = after;
            after = call.argument("table_name", 0)
                    .flatMap(Effects::literal)
                    .flatMap(so::table)
                    .map(table -> placed(table, call, so))
                    .map(so::with)
                    .orElse(so);
        }
        return after;
    }

    private static Table placed(Table table, Call call, Known known) {
        return switch (call.function().name()) {
            case "create_distributed_table", "create_distributed_table_concurrently" ->
                table.placed(
                        Placement.DISTRIBUTED,
                        call.argument("distribution_column", 1)
                                .filter(column ->
                                        !column.isEmpty() && column.first().isString())
                                .map(column -> column.first().value())
                                .orElse(null),
                        group(table, call, known),
                        call.argument("shard_count", 4)
                                .filter(count -> count.size() == 1
                                        && count.first().value().matches("\\d{1,6}"))
                                .map(count -> Integer.parseInt(count.first().value()))
                                .orElse(DEFAULT_SHARDS));
            case "create_reference_table" -> table.placed(Placement.REFERENCE, null, "reference", 1);
            case "citus_add_local_table_to_metadata" -> table.placed(Placement.CITUS_LOCAL, null, null, 0);
            case "undistribute_table" -> table.placed(Placement.PLAIN, null, null, 0);
            default -> table;
        };
    }

    private static String group(Table table, Call call, Known known) {
        var anchor = call.argument("colocate_with", 3).flatMap(Effects::literal);
        String word = anchor.map(QualifiedName::name).orElse("default");
        if (word.equals("none")) {
            return table.name().toString();
        }
        return anchor.flatMap(known::table)
                .map(other ->
                        Objects.requireNonNullElse(other.group(), other.name().toString()))
                .orElse(word);
    }
}
