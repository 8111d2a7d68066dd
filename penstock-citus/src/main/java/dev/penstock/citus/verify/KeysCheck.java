package dev.penstock.citus.verify;

import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.ForeignKey;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.distribution.Planner;
import dev.penstock.citus.verify.Verification.Check;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether each row has its key in the table of keys, and no key is there twice; keys that no row has are told. */
record KeysCheck(Connection connection, Plan plan, Catalog catalog) {

    Check run() throws SQLException {
        var failures = new ArrayList<String>();
        var notes = new ArrayList<String>();
        var tables = Planner.keyTables(plan);
        for (var table : tables) {
            var found = catalog.foreignKeys().stream()
                    .filter(key -> key.referenced().equals(table))
                    .findFirst();
            if (found.isPresent()) {
                compare(found.get(), failures, notes);
            } else {
                failures.add("nothing refers to " + table + ", so nobody checks that its keys hold over all tenants");
            }
        }
        return new Check("keys over all tenants", tables.size() + " tables of keys", failures, notes);
    }

    private void compare(ForeignKey key, List<String> failures, List<String> notes) throws SQLException {
        var template = Statement.in("verify", "keys");
        String unique = columns(key, "c.", key.columns().size() - 1);
        var counted = new Statement(
                        template.text()
                                .replace("{table}", key.table().quoted())
                                .replace("{keys}", key.referenced().quoted())
                                .replace("{unique}", unique)
                                .replace("{given}", unique.replace(", ", " is not null and ") + " is not null")
                                .replace(
                                        "{same}",
                                        key.columns().stream()
                                                .map(Identifier::quoted)
                                                .map(name -> "k." + name + " = c." + name)
                                                .collect(joining(" and "))),
                        template.parameters())
                .rows(connection, Counted.class, Map.of())
                .getFirst();
        if (counted.missing() > 0) {
            failures.add(counted.missing() + " row(s) of " + key.table() + " have no key in " + key.referenced());
        }
        if (counted.doubled() > 0) {
            failures.add(counted.doubled() + " key(s) of " + key.table() + " are there more than once");
        }
        long surplus = counted.keys() - counted.held() + counted.missing();
        if (surplus > 0 && counted.doubled() == 0) {
            notes.add(surplus + " key(s) of " + key.referenced() + " are taken and no row has them");
        }
    }

    private static String columns(ForeignKey key, String prefix, int count) {
        return key.columns().stream()
                .limit(count)
                .map(name -> prefix + Identifier.quoted(name))
                .collect(joining(", "));
    }

    record Counted(long missing, long doubled, long keys, long held) {}
}
