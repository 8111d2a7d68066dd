package dev.penstock.citus.journal;

import static java.util.stream.Collectors.joining;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Firing;
import dev.penstock.citus.catalog.Grant;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.catalog.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is worth remembering of tables before they change. Pure. */
public final class Facts {

    public static final String CONSTRAINT = "constraint";
    public static final String INDEX = "unique index";
    public static final String COMMENT = "comment";
    public static final String GRANT = "grant";
    public static final String RULE = "rule";
    public static final String POLICY = "policy";
    public static final String TRIGGER = "trigger";
    public static final String STATISTICS = "statistics";
    public static final String VIEW = "view";
    public static final String SEQUENCE = "sequence";
    public static final String OWNER = "owner";

    private final List<Fact> facts = new ArrayList<>();

    private Facts() {}

    /** Of these tables, the foreign keys from and to them, the views that read them and the sequences that they draw from. */
    public static List<Fact> of(Catalog catalog, Collection<QualifiedName> tables) {
        var facts = new Facts();
        var names = Set.copyOf(tables);
        var oids = new HashSet<Long>();
        for (Table table : catalog.tables()) {
            if (names.contains(table.name())) {
                oids.add(table.oid());
                facts.table(table);
            }
        }
        catalog.foreignKeys().stream()
                .filter(key -> key.parentOid() == null)
                .filter(key -> oids.contains(key.tableOid()) || oids.contains(key.referencedOid()))
                .forEach(key -> {
                    facts.add(CONSTRAINT, key.table() + " " + key.name(), key.definition());
                    facts.comment("constraint " + key.name() + " on " + key.table(), key.comment());
                });
        catalog.viewsOver(oids).forEach(facts::view);
        catalog.sequences().stream()
                .filter(sequence -> sequence.drawnBy().stream().anyMatch(draw -> oids.contains(draw.tableOid())))
                .forEach(sequence -> {
                    if (sequence.lastValue() != null) {
                        facts.add(SEQUENCE, sequence.name().quoted(), Long.toString(sequence.lastValue()));
                    }
                    facts.comment("sequence " + sequence.name(), sequence.comment());
                    facts.grants("sequence " + sequence.name(), sequence.grants());
                });
        return List.copyOf(facts.facts);
    }

    private void table(Table table) {
        String name = table.name().quoted();
        add(OWNER, name, table.owner());
        comment("table " + name, table.comment());
        grants("table " + name, table.grants());
        table.columns().forEach(column -> {
            comment("column " + name + "." + column.name(), column.comment());
            grants("column " + name + "." + column.name(), column.grants());
        });
        table.keys().forEach(key -> {
            add(CONSTRAINT, name + " " + key.name(), key.definition());
            comment("constraint " + key.name() + " on " + name, key.comment());
        });
        table.checks().forEach(check -> {
            add(CONSTRAINT, name + " " + check.name(), check.definition());
            comment("constraint " + check.name() + " on " + name, check.comment());
        });
        table.indexes().forEach(index -> {
            if (index.unique() && index.constraintOid() == null) {
                add(INDEX, name + " " + index.name(), index.definition());
            }
            comment("index " + index.name() + " on " + name, index.comment());
        });
        table.triggers()
                .forEach(trigger ->
                        add(TRIGGER, name + " " + trigger.name(), trigger.definition() + firing(trigger.enabled())));
        table.rules().forEach(rule -> add(RULE, name + " " + rule.name(), rule.definition() + firing(rule.enabled())));
        table.policies().forEach(policy -> add(POLICY, name + " " + policy.name(), String.valueOf(policy.using())));
        table.statistics()
                .forEach(statistics -> add(STATISTICS, statistics.name().quoted(), statistics.definition()));
    }

    private static String firing(Firing enabled) {
        return enabled == Firing.ORIGIN ? "" : " -- fires: " + enabled;
    }

    private void view(View view) {
        String name = view.name().quoted();
        add(VIEW, name, view.definition());
        comment("view " + name, view.comment());
        grants("view " + name, view.grants());
        view.columnComments().forEach((column, text) -> comment("column " + name + "." + column, text));
        view.indexes().forEach(index -> {
            if (index.unique()) {
                add(INDEX, name + " " + index.name().name(), index.definition());
            }
            comment("index " + index.name() + " on " + name, index.comment());
        });
    }

    private void grants(String subject, List<Grant> grants) {
        grants.stream()
                .map(grant -> grant.grantee() + "=" + grant.privilege() + (grant.grantable() ? "*" : ""))
                .sorted()
                .reduce((one, other) -> one + ", " + other)
                .ifPresent(all -> add(GRANT, subject, all));
    }

    private void comment(String subject, @Nullable String text) {
        if (text != null) {
            add(COMMENT, subject, text);
        }
    }

    private void add(String kind, String subject, String value) {
        facts.add(new Fact(kind, subject, value));
    }

    /** The kinds whose values must be the same afterwards; of the others only their being there is certain. */
    public static Set<String> unchanging() {
        return Set.of(COMMENT, GRANT, OWNER, RULE, STATISTICS);
    }

    /** For people. */
    public static String list(Collection<Fact> facts) {
        return facts.stream().map(fact -> fact.kind() + " " + fact.subject()).collect(joining(", "));
    }
}
