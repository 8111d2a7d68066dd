package dev.penstock.citus.schema;

import static dev.penstock.citus.catalog.Identifier.quoted;
import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Check;
import dev.penstock.citus.catalog.Column;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows for any schema, along its foreign keys: children refer to parents of their own tenant, except for a few. Values are guessed
 * from types, checks and partitions, and tried until the server takes them.
 */
final class Filling {

    private static final int TENANTS = 7;
    private static final int TRIES = 12;
    private static final double ASTRAY = 0.004;
    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'");

    private final Connection connection;
    private final Catalog catalog;
    private final Map<QualifiedName, String> tenantColumns;
    private final @Nullable QualifiedName root;
    private final Random random = new Random(11);
    private final Map<Long, List<Map<String, @Nullable String>>> rows = new HashMap<>();
    private final Map<Long, List<ForeignKey>> outbound;
    private final Map<QualifiedName, String> refused = new TreeMap<>();
    private final Map<String, List<String>> labels = new HashMap<>();
    private int counter;
    private int astray;

    private Filling(
            Connection connection,
            Catalog catalog,
            @Nullable QualifiedName root,
            Map<QualifiedName, String> tenantColumns) {
        this.connection = connection;
        this.catalog = catalog;
        this.root = root;
        this.tenantColumns = tenantColumns;
        this.outbound = catalog.outbound();
    }

    /**
     * What was written.
     *
     * @param rows of each table
     * @param astray rows that refer to another tenant's
     * @param refused tables that not all rows were found for, with the server's reason
     */
    record Filled(Map<QualifiedName, Integer> rows, int astray, Map<QualifiedName, String> refused) {}

    /**
     * Fills all tables.
     *
     * @param root the table of tenants; null when there is none
     * @param tenantColumns of the tables that have one
     */
    static Filled fill(
            Connection connection,
            Catalog catalog,
            @Nullable QualifiedName root,
            Map<QualifiedName, String> tenantColumns,
            int perTable)
            throws SQLException {
        var filling = new Filling(connection, catalog, root, tenantColumns);
        connection.setAutoCommit(false);
        for (Table table : filling.parentsFirst()) {
            filling.fill(table, table.name().equals(root) ? TENANTS : perTable);
            connection.commit();
        }
        connection.setAutoCommit(true);
        var counts = new TreeMap<QualifiedName, Integer>();
        catalog.tables()
                .forEach(table -> counts.put(
                        table.name(),
                        filling.rows.getOrDefault(table.oid(), List.of()).size()));
        return new Filled(counts, filling.astray, filling.refused);
    }

    private List<Table> parentsFirst() {
        var ordered = new LinkedHashSet<Table>();
        catalog.tables().stream()
                .filter(table -> table.partitionOf() == null && table.extension() == null)
                .forEach(table -> visit(table, ordered, new LinkedHashSet<>()));
        return List.copyOf(ordered);
    }

    private void visit(Table table, Set<Table> ordered, Set<Table> open) {
        if (ordered.contains(table) || !open.add(table)) {
            return;
        }
        // What must be there first; what may be is second.
        for (boolean must : new boolean[] {true, false}) {
            for (ForeignKey key : outbound.getOrDefault(table.oid(), List.of())) {
                if (mandatory(table, key) == must) {
                    catalog.table(key.referencedOid())
                            .filter(parent -> parent.partitionOf() == null)
                            .ifPresent(parent -> visit(parent, ordered, open));
                }
            }
        }
        ordered.add(table);
    }

    private static boolean mandatory(Table table, ForeignKey key) {
        return key.columns().stream()
                .anyMatch(column -> table.column(column).map(Column::notNull).orElse(false));
    }

    private void fill(Table table, int wanted) throws SQLException {
        var made = rows.computeIfAbsent(table.oid(), oid -> new ArrayList<>());
        int failures = 0;
        while (made.size() < wanted && failures < TRIES) {
            var row = tried(table);
            if (row == null) {
                failures++;
            } else {
                made.add(row);
                failures = 0;
            }
        }
        if (made.size() == wanted) {
            refused.remove(table.name());
        }
    }

    private @Nullable Map<String, @Nullable String> tried(Table table) throws SQLException {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            var values = values(table, attempt);
            if (values == null) {
                refused.putIfAbsent(table.name(), "a table that it must refer to has no rows");
                return null;
            }
            var point = connection.setSavepoint();
            try {
                var row = insert(table, values);
                connection.releaseSavepoint(point);
                return row;
            } catch (SQLException e) {
                connection.rollback(point);
                refused.put(
                        table.name(),
                        String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
        return null;
    }

    private Map<String, @Nullable String> insert(Table table, Map<String, @Nullable String> values)
            throws SQLException {
        String sql = "insert into " + table.name().quoted()
                + (values.isEmpty()
                        ? " default values"
                        : " ("
                                + values.keySet().stream()
                                        .map(name -> quoted(name))
                                        .collect(joining(", "))
                                + ") overriding system value values ("
                                + values.keySet().stream()
                                        .map(name -> "cast(? as "
                                                + table.column(name)
                                                        .orElseThrow()
                                                        .type() + ")")
                                        .collect(joining(", "))
                                + ")")
                + " returning "
                + table.columns().stream()
                        .map(column -> "cast(" + quoted(column.name()) + " as text)")
                        .collect(joining(", "));
        try (var statement = connection.prepareStatement(sql)) {
            int at = 0;
            for (String value : values.values()) {
                statement.setString(++at, value);
            }
            try (var answer = statement.executeQuery()) {
                answer.next();
                var row = new HashMap<String, @Nullable String>();
                for (int i = 0; i < table.columns().size(); i++) {
                    row.put(table.columns().get(i).name(), answer.getString(i + 1));
                }
                return row;
            }
        }
    }

    /** Null when a table that it must refer to is empty. */
    private @Nullable Map<String, @Nullable String> values(Table table, int attempt) {
        var values = new LinkedHashMap<String, @Nullable String>();
        String tenant = table.name().equals(root) ? null : tenant();
        var keys = new ArrayList<>(outbound.getOrDefault(table.oid(), List.of()));
        // The tenant is given by the widest key that names it.
        keys.sort((one, other) ->
                Integer.compare(other.columns().size(), one.columns().size()));
        for (Column column : table.columns()) {
            if (column.name().equals(tenantColumns.get(table.name())) && tenant != null) {
                values.put(column.name(), tenant);
            }
        }
        for (ForeignKey key : keys) {
            if (key.columns().stream().allMatch(values::containsKey)) {
                continue;
            }
            boolean left = !mandatory(table, key) && random.nextInt(3) == 0;
            var parent = left ? null : parent(key, values, tenant);
            if (parent == null && mandatory(table, key)) {
                return null;
            }
            for (int i = 0; i < key.columns().size(); i++) {
                String name = key.columns().get(i);
                if (parent != null) {
                    values.put(name, parent.get(key.referencedColumns().get(i)));
                } else if (!table.column(name).orElseThrow().notNull()) {
                    values.putIfAbsent(name, null);
                }
            }
        }
        for (Column column : table.columns()) {
            boolean left = !values.containsKey(column.name())
                    && column.generated() == Column.Generated.NONE
                    && column.identity() == Column.Identity.NONE;
            boolean drawn = column.defaultValue() != null
                    && (random.nextInt(3) > 0 || column.defaultValue().contains("nextval"));
            if (left && !drawn && (column.notNull() || random.nextInt(3) > 0)) {
                values.put(column.name(), value(table, column, attempt));
            }
        }
        return values;
    }

    private @Nullable String tenant() {
        var tenants = catalog.tables().stream()
                .filter(table -> table.name().equals(root))
                .flatMap(table -> rows.getOrDefault(table.oid(), List.of()).stream()
                        .map(row -> row.get(
                                table.primaryKey().orElseThrow().columns().getFirst())))
                .filter(Objects::nonNull)
                .toList();
        return tenants.isEmpty() ? null : tenants.get(random.nextInt(tenants.size()));
    }

    private @Nullable Map<String, @Nullable String> parent(
            ForeignKey key, Map<String, @Nullable String> values, @Nullable String tenant) {
        var candidates = rows.getOrDefault(key.referencedOid(), List.of());
        String column = catalog.table(key.referencedOid())
                .map(table -> tenantColumns.get(table.name()))
                .orElse(null);
        boolean strays = random.nextDouble() < ASTRAY;
        for (int look = 0; look < 60 && !candidates.isEmpty(); look++) {
            var row = candidates.get(random.nextInt(candidates.size()));
            boolean own = tenant == null || column == null || tenant.equals(row.get(column));
            if (fits(key, values, row) && (own || strays || (look > 50 && random.nextInt(20) == 0))) {
                astray += own ? 0 : 1;
                return row;
            }
        }
        return null;
    }

    private static boolean fits(
            ForeignKey key, Map<String, @Nullable String> values, Map<String, @Nullable String> row) {
        for (int i = 0; i < key.columns().size(); i++) {
            String given = values.get(key.columns().get(i));
            if (given != null && !given.equals(row.get(key.referencedColumns().get(i)))) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String value(Table table, Column column, int attempt) {
        var given = literals(table, column);
        if (!given.isEmpty() && random.nextInt(4) > 0) {
            return given.get(random.nextInt(given.size()));
        }
        counter++;
        String type = String.valueOf(column.domainOf() == null ? column.type() : column.domainOf());
        if (type.endsWith("[]")) {
            return attempt > TRIES / 2 && !column.notNull() ? null : "{}";
        }
        String bare = type.replaceAll("\\(.*\\)", "").strip();
        return switch (bare) {
            case "boolean" -> random.nextBoolean() ? "t" : "f";
            case "smallint" -> Integer.toString(random.nextInt(attempt < 3 ? 100 : 3));
            case "integer", "bigint", "real", "double precision" ->
                Integer.toString(attempt < 3 ? counter : random.nextInt(3));
            case "numeric", "money" -> Integer.toString(random.nextInt(attempt < 3 ? 90 : 2));
            case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
            case "json", "jsonb" -> attempt % 3 == 2 ? "[]" : "{\"n\": " + counter + "}";
            case "date", "timestamp without time zone", "timestamp with time zone" ->
                "2026-0" + (1 + random.nextInt(9)) + "-" + (10 + random.nextInt(18))
                        + (bare.equals("date") ? "" : " 10:00");
            case "time without time zone", "time with time zone" -> "10:00";
            case "interval" -> counter + " seconds";
            case "inet", "cidr" -> "10." + counter / 65536 % 256 + "." + counter / 256 % 256 + "." + counter % 256;
            case "macaddr" -> "08:00:2b:01:02:03";
            case "bytea" -> "\\x" + String.format("%08x", counter);
            case "xml" -> "<n/>";
            case "tsvector", "tsquery", "hstore", "ltree" -> "n" + counter;
            case "point" -> "(1,1)";
            case "int4range", "int8range", "numrange" -> "[" + counter + "," + (counter + 1) + ")";
            case "daterange", "tsrange", "tstzrange" ->
                "[" + java.time.LocalDate.EPOCH.plusDays(counter) + ","
                        + java.time.LocalDate.EPOCH.plusDays(counter + 1) + ")";
            case "bit", "bit varying" -> "1";
            case "character varying", "character", "text", "citext", "name", "\"char\"" -> text(type, attempt);
            default -> label(column);
        };
    }

    private String text(String type, int attempt) {
        var length = Pattern.compile("\\((\\d+)\\)").matcher(type);
        String text = attempt % 2 == 0
                ? "n" + counter
                : UUID.nameUUIDFromBytes(new byte[] {(byte) counter, (byte) (counter >> 8)})
                        .toString();
        if (type.startsWith("character(") || (length.find() && Integer.parseInt(length.group(1)) < text.length())) {
            int most = length.reset().find() ? Integer.parseInt(length.group(1)) : 1;
            String number = Integer.toString(counter, 36);
            return number.substring(Math.max(0, number.length() - most));
        }
        return text;
    }

    private @Nullable String label(Column column) {
        var known = labels.computeIfAbsent(column.type(), type -> {
            var found = new ArrayList<String>();
            var point = savepoint();
            try (var statement = connection.createStatement();
                    var answer = statement.executeQuery("select enumlabel from pg_enum where enumtypid = "
                            + column.typeOid() + " order by enumsortorder")) {
                while (answer.next()) {
                    found.add(answer.getString(1));
                }
            } catch (SQLException e) {
                throw new IllegalStateException(point.toString(), e);
            }
            return found;
        });
        return known.isEmpty() ? null : known.get(random.nextInt(known.size()));
    }

    private java.sql.Savepoint savepoint() {
        try {
            return connection.setSavepoint();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What checks and partitions speak of. */
    private List<String> literals(Table table, Column column) {
        var found = new ArrayList<String>();
        table.checks().stream()
                .filter(check -> check.columns().contains(column.name())
                        && check.columns().size() == 1)
                .map(Check::expression)
                .forEach(expression -> collect(expression, found));
        if (table.partitionKey() != null && table.partitionKey().contains(column.name())) {
            catalog.tables().stream()
                    .filter(part -> Objects.equals(part.partitionOf(), table.oid()) && part.partitionBound() != null)
                    .forEach(part -> {
                        var first = LITERAL.matcher(String.valueOf(part.partitionBound()));
                        if (first.find()) {
                            found.add(first.group(1));
                        }
                    });
        }
        return found;
    }

    private static void collect(String expression, List<String> found) {
        var literal = LITERAL.matcher(expression);
        while (literal.find()) {
            found.add(literal.group(1).replace("''", "'"));
        }
    }
}
