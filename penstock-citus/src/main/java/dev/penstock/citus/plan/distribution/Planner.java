package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.failure.CitusErrorCode.INVALID_OPTION;
import static dev.penstock.citus.failure.CitusErrorCode.TABLE_NOT_FOUND;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.penstock.citus.catalog.DistributionState;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.inspect.Finding;
import dev.penstock.citus.inspect.Inspection;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Fingerprint;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Plan.Fate;
import dev.penstock.citus.plan.Plan.Options;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the plan of a distribution. Pure. */
public final class Planner {

    private Planner() {}

    /**
     * What must be done to distribute the tables by the tenant.
     *
     * <p>Shape: always a plan, whatever the schema holds. What is undecided is planned as recommended, so that it can be read. A
     * table that nothing can be done for is named among the fates, with the reason. Errors: tables that were named and do not
     * exist → {@code PEN-6005}; one to colocate with that is not distributed by a column of the tenant's type → {@code PEN-6008}.
     *
     * @param options with the tenant's column and type as the inspection found them
     */
    public static Plan plan(Inspection inspection, Options options, Choices choices) {
        named(inspection, options);
        var catalog = inspection.catalog();
        var draft = new Drafting(catalog);
        var schemas = Layout.schemas(inspection, choices, draft);
        if (schemas.isPresent()) {
            return bySchemas(inspection, options, choices, draft, schemas.get());
        }
        var members = Fates.of(catalog, inspection.classification(), options, choices);
        var planning = new Planning(inspection, options, choices, members, joined(options, members), draft);
        var attachments = new Attachments(planning);
        var tenants = new Tenants(planning);
        attachments.expand();
        tenants.expand();
        tenants.backfill();
        tenants.constrain();
        attachments.constrain();
        var references = new References(planning);
        var keys = new Keys(planning, references);
        keys.build();
        references.constrain();
        keys.exchange();
        var distribution = new Distribution(planning, references, attachments, keys.kept());
        distribution.distribute();
        distribution.verify();
        unanswered(planning);
        choices.unused()
                .forEach(unused -> planning.draft()
                        .remark(
                                null,
                                "a choice was made for " + unused + ", which is no decision of this plan, or not so"));
        return plan(planning, distribution.anchor(), keys.kept());
    }

    /** Where a check of the data has no answer, no decision was asked for, and rows that need one would stop the plan on its way. */
    private static void unanswered(Planning planning) {
        for (Finding finding : planning.inspection().findings()) {
            var check = finding.check();
            String why = finding.notChecked();
            if (why != null
                    && planning.member(check.table().oid())
                            .filter(Member::spreads)
                            .isPresent()) {
                planning.draft()
                        .remark(
                                check.table().name(),
                                "whether it has rows " + check.kind() + " (" + check.about()
                                        + ") is not known, so nothing is decided about them: the check has no answer, "
                                        + why
                                        + ". Where there are such rows, applying stops when it comes to them; plan again with a"
                                        + " longer --timeout or --budget to know before");
            }
        }
    }

    private static Plan bySchemas(
            Inspection inspection, Options options, Choices choices, Drafting draft, List<Plan.TableFate> fates) {
        var catalog = inspection.catalog();
        var server = catalog.server();
        var moved = fates.stream()
                .filter(table -> table.fate() == Fate.SCHEMA)
                .map(Plan.TableFate::table)
                .toList();
        return new Plan(
                Plan.FORMAT,
                "distribute " + draft.operations().size() + " schemas, each as a whole",
                new Plan.Source(
                        server.database(), server.version(), server.citusVersion(), Fingerprint.of(catalog, moved)),
                options,
                List.of(),
                choices.decisions(),
                draft.operations(),
                fates,
                draft.remarks());
    }

    private static Plan plan(Planning planning, @Nullable QualifiedName anchor, List<KeyTable> keyTables) {
        var catalog = planning.catalog();
        var server = catalog.server();
        long touched =
                planning.members().values().stream().filter(Member::moves).count();
        var fates = Stream.concat(
                        planning.members().values().stream()
                                .map(member -> new Plan.TableFate(
                                        member.name(),
                                        member.fate(),
                                        member.distributed() ? member.column().name() : null,
                                        member.why())),
                        keyTables.stream()
                                .map(keys -> new Plan.TableFate(
                                        keys.name(),
                                        Fate.REFERENCE,
                                        null,
                                        "made for the keys of " + keys.member().name())))
                .toList();
        return new Plan(
                Plan.FORMAT,
                "distribute " + touched + " tables by " + planning.options().column(),
                new Plan.Source(
                        server.database(),
                        server.version(),
                        server.citusVersion(),
                        Fingerprint.of(catalog, Plan.spread(fates))),
                planning.options(),
                groups(planning, anchor),
                planning.choices().decisions().stream()
                        .sorted(Comparator.comparing(Decision::id))
                        .toList(),
                planning.draft().operations(),
                fates,
                planning.draft().remarks());
    }

    private static List<Plan.Group> groups(Planning planning, @Nullable QualifiedName anchor) {
        var spread = planning.spread();
        if (anchor == null || spread.isEmpty()) {
            return List.of();
        }
        var any = spread.getFirst().column();
        String column = planning.joined() != null
                ? planning.joined().column().name()
                : spread.stream()
                        .filter(member -> member.name().equals(anchor))
                        .map(member -> member.column().name())
                        .findFirst()
                        .orElse(any.name());
        return List.of(new Plan.Group(
                anchor,
                planning.joined() != null,
                column,
                any.type(),
                spread.stream().map(Member::name).toList()));
    }

    /** The table to colocate with: the one that was named, else of the largest group of the tenant's tables that there is. */
    private static @Nullable Member joined(Options options, Map<Long, Member> members) {
        var existing = members.values().stream()
                .filter(member -> member.distributed() && !member.moves())
                .filter(member -> member.table().distribution().state() == DistributionState.HASH)
                .filter(member -> member.column().type().equals(options.type()))
                .toList();
        var name = options.colocateWith();
        if (name != null) {
            return existing.stream()
                    .filter(member -> member.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CitusException(
                            INVALID_OPTION,
                            "--colocate-with " + name + " is not distributed by a tenant column of type "
                                    + options.type()
                                    + "; name a table that is, or leave the option out for a new group"));
        }
        return existing.stream()
                .collect(groupingBy(member -> member.table().distribution().colocationId(), counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.<Integer, Long>comparingByValue()
                        .thenComparing(Map.Entry.<Integer, Long>comparingByKey().reversed()))
                .flatMap(group -> existing.stream()
                        .filter(member -> member.table().distribution().colocationId() == group.getKey())
                        .findFirst())
                .orElse(null);
    }

    private static void named(Inspection inspection, Options options) {
        Stream.of(options.tables(), options.excluded(), options.references())
                .flatMap(List::stream)
                .filter(name -> inspection.catalog().table(name).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw new CitusException(
                            TABLE_NOT_FOUND, "there is no table " + name + " in the schemas that were read");
                });
    }

    /** The tables that have the keys of uniques which, as decided, go on to hold over all tenants. */
    public static List<QualifiedName> keyTables(Plan plan) {
        return plan.decisions().stream()
                .filter(decision -> KeyTable.OPTION.equals(decision.chosen()))
                .flatMap(decision ->
                        Stream.ofNullable(decision.table()).map(table -> KeyTable.name(table, decision.subject())))
                .toList();
    }

    /** Whether nothing of the tables is left to do. */
    public static boolean done(Plan plan) {
        return plan.operations().isEmpty() && plan.tables().stream().noneMatch(table -> table.fate() == Fate.BLOCKED);
    }
}
