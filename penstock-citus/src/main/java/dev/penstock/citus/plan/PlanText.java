package dev.penstock.citus.plan;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** A plan in a screenful. Pure. */
public final class PlanText {

    private static final int SHOWN = 40;

    private PlanText() {}

    public static String of(Plan plan) {
        var lines = new ArrayList<String>();
        lines.add("Plan to " + plan.goal());
        lines.add("");
        tables(plan, lines);
        operations(plan, lines);
        decisions(plan, lines);
        remarks(plan, lines);
        return String.join("\n", lines) + "\n";
    }

    private static void tables(Plan plan, List<String> lines) {
        var byFate = plan.tables().stream().collect(groupingBy(Plan.TableFate::fate, TreeMap::new, toList()));
        byFate.forEach((fate, tables) -> lines.add(counted(tables.size(), "table") + ": " + words(fate)));
        plan.groups()
                .forEach(group -> lines.add("      colocated with " + group.anchor()
                        + (group.existing() ? ", which is distributed" : ", a new group") + ", by " + group.column()
                        + " "
                        + group.type()));
        plan.tables().stream()
                .filter(table -> table.fate() == Plan.Fate.BLOCKED)
                .forEach(table -> lines.add("      blocked: " + table.table() + ": " + table.why()));
        local(plan, lines);
        lines.add("");
    }

    /** What stays behind by mistake is found out late: each is named with the reason. */
    private static void local(Plan plan, List<String> lines) {
        var local = plan.tables().stream()
                .filter(table -> table.fate() == Plan.Fate.LOCAL)
                .toList();
        local.stream().limit(SHOWN).forEach(table -> lines.add("      local: " + table.table() + ": " + table.why()));
        if (local.size() > SHOWN) {
            lines.add("      … and " + (local.size() - SHOWN) + " more, in the file");
        }
        if (!local.isEmpty()) {
            lines.add(
                    "      one that has a tenant after all: declare the foreign key that leads there (NOT VALID is enough)"
                            + " or give it the tenant's column, then plan anew; --reference copies one to every node");
        }
    }

    private static void operations(Plan plan, List<String> lines) {
        var byPhase = new EnumMap<Phase, List<Operation>>(Phase.class);
        plan.operations()
                .forEach(operation -> byPhase.computeIfAbsent(operation.phase(), phase -> new ArrayList<>())
                        .add(operation));
        lines.add(counted(plan.operations().size(), "operation"));
        byPhase.forEach((phase, operations) -> {
            long scans = operations.stream().filter(PlanText::blocksLong).count();
            lines.add(String.format(
                    Locale.ROOT,
                    "%5d %s%s",
                    operations.size(),
                    words(phase),
                    scans == 0 ? "" : ", " + scans + " with statements waiting for as long as a table is long"));
        });
        plan.operations().stream()
                .flatMap(operation -> operation.gates().stream())
                .flatMap(gate -> told(gate).stream())
                .distinct()
                .forEach(lines::add);
        lines.add("");
    }

    private static Optional<String> told(Gate gate) {
        return switch (gate) {
            case Gate.Condition condition -> Optional.empty();
            case Gate.Confirmation confirmation ->
                Optional.of("      to be confirmed: " + confirmation.id() + ": " + confirmation.text());
            case Gate.Heartbeat heartbeat ->
                Optional.of("      asked of " + heartbeat.table() + ", version " + heartbeat.minimum() + ": "
                        + heartbeat.id() + ": " + heartbeat.text());
        };
    }

    private static boolean blocksLong(Operation operation) {
        return operation.locks().stream()
                .anyMatch(lock -> lock.hold() != Lock.Hold.BRIEF && lock.blocks() != Lock.Blocks.NOTHING);
    }

    private static void decisions(Plan plan, List<String> lines) {
        var undecided = plan.undecided();
        lines.add(counted(plan.decisions().size(), "decision") + ", " + undecided.size() + " undecided");
        undecided.stream().limit(SHOWN).forEach(decision -> {
            lines.add("      " + decision.id() + ": " + decision.change());
            decision.options()
                    .forEach(option -> lines.add("        "
                            + (option.id().equals(decision.recommended()) ? "* " : "- ")
                            + option.id() + ": " + option.consequence()));
        });
        if (undecided.size() > SHOWN) {
            lines.add("      … and " + (undecided.size() - SHOWN) + " more, in the file");
        }
        if (!undecided.isEmpty()) {
            lines.add("      choose with --decide id=option, for all of a kind --decide KIND=option, or in the file;"
                    + " * is recommended, and may be called \"recommended\"");
        }
    }

    private static void remarks(Plan plan, List<String> lines) {
        if (plan.notes().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(counted(plan.notes().size(), "note"));
        plan.notes().stream()
                .limit(SHOWN)
                .forEach(note -> lines.add("      " + (note.table() == null ? "" : note.table() + ": ") + note.text()));
        if (plan.notes().size() > SHOWN) {
            lines.add("      … and " + (plan.notes().size() - SHOWN) + " more, in the file");
        }
    }

    private static String counted(int count, String noun) {
        return String.format(Locale.ROOT, "%5d %s%s", count, noun, count == 1 ? "" : "s");
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
