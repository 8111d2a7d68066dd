package dev.penstock.citus.plan.distribution;

import static dev.penstock.citus.catalog.Identifier.quoted;

import dev.penstock.citus.catalog.Check;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import dev.penstock.citus.plan.Lock.Hold;
import dev.penstock.citus.plan.Lock.Mode;
import dev.penstock.citus.plan.Phase;
import dev.penstock.citus.plan.Work;
import java.util.regex.Pattern;

/** Checks that Citus cannot hold as they are. */
final class Checks {

    private static final String KEEP = "keep";

    /** The catalogs are read with an empty search path: what is not the system's is called by its schema. */
    private static final Pattern CALL =
            Pattern.compile("(?:\"[^\"]+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)\\.(?:\"[^\"]+\"|[\\p{L}_][\\p{L}\\p{N}_$]*)\\(");

    private final Planning planning;

    Checks(Planning planning) {
        this.planning = planning;
    }

    void constrain(Member member) {
        for (Check check : member.table().checks()) {
            if (check.inherited() || (calls(check) && dropped(member, check))) {
                continue;
            }
            if (!check.validated()) {
                validate(member, check);
            }
        }
    }

    private static boolean calls(Check check) {
        return CALL.matcher(check.expression()).find();
    }

    /** On a shard such a function must not read a distributed table; which functions do, the catalogs do not tell. */
    private boolean dropped(Member member, Check check) {
        String choice = planning.choices()
                .of(
                        Decision.Kind.CHECK_CALLS_FUNCTION,
                        member.name(),
                        check.name(),
                        "check " + quoted(check.name()) + " calls a function: " + check.expression()
                                + "; where that reads a distributed table, Citus refuses every row",
                        null,
                        new Option("drop", "the check goes; what it says is up to the application"),
                        new Option(KEEP, "the function reads no table, or only reference tables"));
        if (!"drop".equals(choice)) {
            return false;
        }
        String drop = Tenants.alter(member) + " drop constraint if exists " + quoted(check.name());
        planning.draft()
                .step(
                        Phase.CONSTRAIN,
                        member.name(),
                        "drop-" + Names.slug(check.name()),
                        "drop check " + check.name() + ", which calls a function")
                .work(Work.Statements.one(drop))
                .lock(member.name(), Mode.ACCESS_EXCLUSIVE, Hold.BRIEF)
                .probe(Probes.not(Probes.constraint(member.name(), check.name())))
                .undo(
                        drop,
                        Tenants.alter(member) + " add constraint " + quoted(check.name()) + " "
                                + check.definition().replaceFirst("(?i) not valid$", "") + " not valid")
                .add();
        return true;
    }

    private void validate(Member member, Check check) {
        String choice = planning.choices()
                .of(
                        Decision.Kind.CHECK_NOT_VALID,
                        member.name(),
                        check.name(),
                        "check " + quoted(check.name())
                                + " is NOT VALID: once distributed, rows that violate it stop every move of its shard",
                        "validate",
                        new Option("validate", "the plan stops here when rows violate it: mend them"),
                        new Option(KEEP, "it stays as it is"));
        if (!"validate".equals(choice)) {
            return;
        }
        planning.draft()
                .step(
                        Phase.CONSTRAIN,
                        member.name(),
                        "validate-" + Names.slug(check.name()),
                        "validate check " + check.name())
                .work(Work.Statements.one(Tenants.alter(member) + " validate constraint " + quoted(check.name())))
                .lock(member.name(), Mode.SHARE_UPDATE_EXCLUSIVE, Hold.SCAN)
                .estimate(member.table().estimatedRows(), member.table().bytes())
                .probe(Probes.validated(member.name(), check.name()))
                .add();
    }
}
