package dev.penstock.citus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.inspect.Finding;
import dev.penstock.citus.inspect.InspectOptions;
import dev.penstock.citus.inspect.Inspection;
import dev.penstock.citus.inspect.Inspector;
import dev.penstock.citus.plan.Plan;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks of the data that took too long. */
class UnansweredTest extends OnCitus {

    UnansweredTest() throws SQLException {}

    @Test
    void whatNobodyLookedAtIsSaid() throws SQLException {
        Sql.run(
                connection,
                "create table orgs (id bigint primary key)",
                "create table docs (id bigserial primary key, org bigint not null references orgs)",
                "create table notes (id bigserial primary key, org bigint not null references orgs, doc bigint references docs)",
                "create table shared (id int)",
                "insert into orgs values (1), (2)",
                "insert into docs (org) values (1)",
                "insert into notes (org, doc) values (2, 1)");
        var asked = Inspector.inspect(
                connection,
                InspectOptions.defaults().withSchemas(List.of(schema)).withTenant("org", null));
        var unanswered = new Inspection(
                asked.catalog(),
                asked.classification(),
                asked.findings().stream()
                        .map(finding -> new Finding(finding.check(), 0, List.of(), false, "took longer than 9 ms"))
                        .toList());

        assertThat(remarks(asked)).isEmpty();
        assertThat(remarks(unanswered))
                .singleElement()
                .satisfies(remark -> assertThat(remark.table()).isEqualTo(new QualifiedName(schema, "notes")))
                .satisfies(remark -> assertThat(remark.text())
                        .contains("rows that refer to another tenant")
                        .contains("took longer than 9 ms")
                        .contains("--timeout"));
    }

    private List<Plan.Remark> remarks(Inspection inspection) {
        return Plans.of(inspection, List.of(schema), Plans.BLOCKING, 1_000, Map.of()).notes().stream()
                .filter(remark -> remark.text().contains("is not known"))
                .toList();
    }
}
