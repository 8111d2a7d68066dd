package dev.penstock.citus.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.failure.CitusErrorCode;
import dev.penstock.citus.failure.CitusException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFileTest {

    private static final QualifiedName ORDERS = new QualifiedName("app", "Orders of \"ours\"");
    private static final QualifiedName LINES = new QualifiedName("app", "lines");

    static Plan sample() {
        var add = new Operation(
                "0010-lines-add-tenant",
                Phase.EXPAND,
                List.of(LINES),
                "add column tenant",
                Work.Statements.one("alter table app.lines add column tenant uuid", "-- on\nno"),
                List.of(Lock.coordinator(LINES, Lock.Mode.ACCESS_EXCLUSIVE, Lock.Hold.BRIEF)),
                Estimate.NOTHING,
                "select true",
                List.of(),
                new Reversal.By(Work.Statements.one("alter table app.lines drop column if exists tenant")),
                List.of());
        var fill = new Operation(
                "0020-lines-backfill",
                Phase.BACKFILL,
                List.of(LINES),
                "no",
                new Work.Batches(LINES, List.of("id"), "select 1", "update", "select false", 500),
                List.of(),
                new Estimate(null, 123),
                "select not exists (\n  select from app.lines\n)",
                List.of(new Gate.Condition("select true", "why: not"), new Gate.Confirmation("code", "null")),
                new Reversal.Needless("the column goes"),
                List.of("0010-lines-add-tenant"));
        var aside = new Operation(
                "0030-lines-quarantine",
                Phase.CONSTRAIN,
                List.of(LINES),
                "12",
                new Work.Quarantine(List.of("lock", "move"), "select"),
                List.of(),
                Estimate.NOTHING,
                "select 1 = 1",
                List.of(),
                new Reversal.Impossible("~"),
                List.of());
        var move = new Operation(
                "0040-distribute",
                Phase.DISTRIBUTE,
                List.of(ORDERS, LINES),
                "distribute",
                new Work.Distribute(
                        List.of(new Work.Target(
                                ORDERS,
                                Work.Kind.HASH,
                                "tenant",
                                "select create_distributed_table('x', 'tenant')",
                                null,
                                false,
                                "small",
                                List.of(new Work.Identity("id", LINES)),
                                List.of("comment on"),
                                new Estimate(3L, 4))),
                        List.of(new Work.ForeignKey(LINES, "f", ORDERS, "drop", "add", null, "count", null)),
                        List.of("drop trigger"),
                        List.of(),
                        true,
                        new Work.Taking(List.of("drop rule"), List.of())),
                List.of(),
                Estimate.NOTHING,
                "select true",
                List.of(),
                new Reversal.Impossible("writes have gone to the shards"),
                List.of());
        return new Plan(
                Plan.FORMAT,
                "distribute by tenant",
                new Plan.Source("shop", 150018, null, "abc"),
                new Plan.Options(
                        "tenant", "uuid", List.of(), List.of(ORDERS), List.of(), List.of(), null, 32, 1L << 30, 1000),
                List.of(new Plan.Group(ORDERS, false, "tenant", "uuid", List.of(ORDERS, LINES))),
                List.of(new Decision(
                        "unique-x",
                        Decision.Kind.TRIGGER,
                        ORDERS,
                        "",
                        "yes",
                        List.of(new Decision.Option("drop", "gone"), new Decision.Option("no", "kept")),
                        "no",
                        null)),
                List.of(add, fill, aside, move),
                List.of(new Plan.TableFate(ORDERS, Plan.Fate.DISTRIBUTED, "tenant", "asked")),
                List.of(new Plan.Remark(null, "on")));
    }

    @Test
    void whatIsWrittenIsRead(@TempDir Path folder) {
        var file = folder.resolve("plan.yaml");
        PlanFile.write(sample(), file);
        PlanFile.write(sample(), file);

        assertThat(PlanFile.read(file)).isEqualTo(sample());
        assertThat(folder.toFile().list()).containsExactly("plan.yaml");
    }

    @Test
    void aPersonSeesSqlAsSqlAndWhatIsUndecided() {
        assertThat(PlanFile.yaml(sample()))
                .contains("    probe: |-\n      select not exists (\n        select from app.lines\n      )\n")
                .contains("    chosen: null\n")
                .contains("        blocks: READS_AND_WRITES\n")
                .contains("      - alter table app.lines add column tenant uuid\n")
                .contains("app.\"Orders of \"\"ours\"\"\"");
    }

    /** What was replaced by what, and what the error must name. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            phase: EXPAND               | phase: EXPANT           | exactly | operations[0].phase       | EXPANT
            kind: batches               | kind: batchez           | exactly | operations[1].work        | batchez
            title: add column tenant    | titel: add              | near    | operations[0].title       | Missing
            size: 500                   | size: many              | exactly | operations[1].work.size   | many
            size: 500                   | size: 0                 | near    | operations[1].work        | 1 or more
            format: 1                   | format: 9               | near    | format 9                  | reads 1
            database: shop              | ''                      | near    | source                    | database
            'chosen: null'              | chosen: keep            | near    | unique-x has no option keep | drop
            - 0010-lines-add-tenant     | - 0010-lines            | near    | 0020-lines-backfill       | not all come before
            id: 0030-lines-quarantine   | id: 0020-lines-backfill | near    | 0020-lines-backfill       | twice
            goal: distribute by tenant  | 'goal: "distribute'     | near    | plan.yaml line            | block end
            - app.lines                 | - app.lines.x           | near    | groups[0].members[1]      | no table's name
            """)
    void anErrorNamesLineAndField(String old, String broken, String line, String where, String what) {
        String yaml = PlanFile.yaml(sample());
        assertThat(yaml).contains(old);
        String mangled = yaml.replaceFirst(java.util.regex.Pattern.quote(old), broken);

        assertThatThrownBy(() -> PlanFile.parse(mangled, "plan.yaml"))
                .isInstanceOfSatisfying(
                        CitusException.class, e -> assertThat(e.code()).isEqualTo(CitusErrorCode.PLAN_UNREADABLE))
                .hasMessageContaining("plan.yaml")
                .hasMessageContaining(line.equals("exactly") ? "line " + lineOf(mangled, broken) + "," : "")
                .hasMessageContaining(where)
                .hasMessageContaining(what);
    }

    @Test
    void aPlanOfHundredsOfTablesIsReadToo() {
        String yaml = PlanFile.yaml(sample()) + "# longer than three million characters\n".repeat(100_000);

        assertThat(PlanFile.parse(yaml, "plan.yaml")).isEqualTo(sample());
    }

    private static long lineOf(String text, String part) {
        return text.substring(0, text.indexOf(part)).lines().count();
    }

    @Test
    void anEmptyOrMissingFileIsNoPlan(@TempDir Path folder) throws Exception {
        var file = folder.resolve("plan.yaml");
        assertThatThrownBy(() -> PlanFile.read(file)).hasMessageContaining("PEN-6009");
        Files.writeString(file, "");
        assertThatThrownBy(() -> PlanFile.read(file)).hasMessageContaining("PEN-6009");
        Files.writeString(file, "- a\n- b\n");
        assertThatThrownBy(() -> PlanFile.read(file)).hasMessageContaining("PEN-6009");
    }
}
