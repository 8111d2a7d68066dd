package dev.penstock.citus.lint.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.lint.Linter;
import dev.penstock.citus.lint.Source;
import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.lint.known.LiveKnown;
import dev.penstock.citus.lint.rule.Migration;
import dev.penstock.citus.lint.trace.Seen.Manner;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How files run, and what is said of them. */
@RequiresCitus
class TracerTest {

    private static Scratch scratch;

    @BeforeAll
    static void make() {
        scratch = Traces.scratch();
    }

    @AfterAll
    static void drop() {
        scratch.close();
    }

    @BeforeEach
    void fill() {
        scratch.base("before.sql", """
                create schema app;
                create table app.orders (tenant int not null, id bigint not null, code text, total int, primary key (tenant, id));
                select create_distributed_table('app.orders', 'tenant', colocate_with => 'none', shard_count => 4);
                insert into app.orders values (1, 1, 'a', -1);
                """);
    }

    @AfterEach
    void clear() {
        scratch.base("after.sql", "drop schema app cascade");
    }

    @Test
    void flywaysFileIsOneTransaction() {
        var seen = scratch.trace(List.of(migration("V1__a.sql", """
                        alter table app.orders add column note text;
                        update app.orders set note = 'x' where tenant = 1;
                        """))).seen();

        assertThat(seen).extracting(Seen::manner).containsOnly(Manner.IN_TRANSACTION);
        assertThat(seen.getLast().locking().held()).anyMatch(lock -> lock.mode() == LockMode.ACCESS_EXCLUSIVE);
        assertThat(seen.getLast().locking().blocking()).isEmpty();
    }

    @Test
    void tablesThatTheFileMadeAreNobodysYet() {
        var seen = Traces.seen(scratch, """
                create table app.fresh (tenant int primary key, total int);
                alter table app.fresh alter column total type bigint;
                """);

        assertThat(seen.getLast().locking().taken()).isEmpty();
        assertThat(seen.getLast().change().rewritten()).isEmpty();
    }

    @Test
    void truncateIsNoRewrite() {
        assertThat(Traces.seen(scratch, "truncate app.orders")
                        .getLast()
                        .change()
                        .rewritten())
                .isEmpty();
    }

    /** The server says it of the statement, though the text gives no hint. */
    @Test
    void whatCannotRunInATransactionIsTriedOutsideOfOne() {
        var seen =
                Traces.seen(scratch, "do $$ begin perform 1; end $$; reindex (verbose) schema app; vacuum app.orders");

        assertThat(seen).extracting(Seen::manner).containsExactly(Manner.ALONE, Manner.OUTSIDE, Manner.OUTSIDE);
        assertThat(seen).allMatch(each -> each.outcome().refusal() == null);
    }

    @Test
    void concurrentDistributionIsSampled() {
        scratch.base("more.sql", "create table app.plain (id bigint primary key)");
        var seen = Traces.seen(
                scratch, "select create_distributed_table_concurrently('app.plain', 'id', colocate_with => 'none')");

        assertThat(seen.getLast().manner()).isEqualTo(Manner.OUTSIDE);
        assertThat(seen.getLast().outcome().refusal()).isNull();
        assertThat(seen.getLast().locking().samples()).isGreaterThan(1);
    }

    @Test
    void nothingIsRunAfterARefusal() {
        var report = Traces.report(scratch, """
                alter table app.orders add column code text;
                alter table app.orders add column note text;
                alter table app.orders add column more text;
                """);

        assertThat(Traces.findings(report))
                .filteredOn(each -> each.startsWith("CIT406"))
                .singleElement()
                .asString()
                .contains("column \"code\" of relation \"orders\" already exists (42701)");
        assertThat(Traces.findings(report))
                .filteredOn(each -> each.startsWith("CIT410"))
                .hasSize(1);
        assertThat(report.seen()).hasSize(2);
        assertThat(scratch.catalog().tables().getFirst().columns()).hasSize(4);
    }

    @Test
    void failedTransactionLeavesNothing() {
        Traces.seen(scratch, "begin; alter table app.orders add column note text; select 1 / 0; commit");

        assertThat(scratch.catalog().tables().getFirst().columns()).hasSize(4);
    }

    @Test
    void whatTheTextForesawIsConfirmedAndSaidOnce() {
        var known = LiveKnown.of(scratch.catalog(), List.of("public"));
        var report = new Linter(known, null)
                .lint(List.of(new Source("a.sql", "alter table app.orders drop column tenant")), scratch::trace);

        assertThat(Traces.findings(report))
                .anyMatch(each -> each.startsWith("CIT210") && each.contains("; seen: the server says: "))
                .noneMatch(each -> each.startsWith("CIT406"));
    }

    @Test
    void lockThatTheTextForesawIsNamed() {
        var report = Traces.report(scratch, "create index i on app.orders (code)");

        assertThat(Traces.findings(report))
                .anyMatch(each -> each.startsWith("CIT203") && each.contains("SHARE on 4 shards of app.orders"))
                .noneMatch(each -> each.startsWith("CIT401"));
    }

    @Test
    void whatWasSeenCanBeAllowedWithAReason() {
        var report = Traces.report(
                scratch,
                "-- penstock:allow CIT403 because the table is small\nalter table app.orders alter column total type bigint");

        assertThat(Traces.findings(report)).noneMatch(each -> each.startsWith("CIT403") || each.startsWith("CIT90"));
        assertThat(report.suppressed())
                .singleElement()
                .extracting(Object::toString)
                .asString()
                .contains("CIT403");
    }

    /** CIT108: in a block, where the text shows nothing, and over rows that break it. */
    @Test
    void checkOverRowsThatBreakItIsSaid() {
        var report = Traces.report(
                scratch,
                "do $$ begin execute 'alter table app.orders add constraint positive check (total > 0) not valid'; end $$");

        assertThat(Traces.findings(report))
                .anyMatch(each -> each.startsWith("CIT108") && each.contains("rows break it"));
    }

    @Test
    void checkThatALaterFileValidatesIsNot() {
        scratch.base("more.sql", "delete from app.orders where tenant = 1");
        var report = new Linter(Known.NOTHING, null)
                .lint(
                        List.of(
                                new Source(
                                        "a.sql",
                                        "do $$ begin execute 'alter table app.orders add constraint positive check (total > 0) not valid'; end $$"),
                                new Source("b.sql", "alter table app.orders validate constraint positive")),
                        scratch::trace);

        assertThat(Traces.findings(report)).noneMatch(each -> each.contains("NOT VALID when the last file has run"));
    }

    /** CIT220: a worker says it, whoever asked it. */
    @Test
    void ddlThatAWorkerRefusesIsSaid() {
        var asked =
                Traces.report(scratch, "select run_command_on_workers('alter table app.orders add column note text')");

        assertThat(Traces.findings(asked)).anyMatch(each -> each.startsWith("CIT220: a worker was asked"));
        assertThat(Traces.findings(Traces.report(scratch, "alter table app.orders add column note text")))
                .noneMatch(each -> each.startsWith("CIT220"));
    }

    @Test
    void rewriteShowsInsideABlock() {
        var report = Traces.report(
                scratch, "do $$ begin execute 'alter table app.orders alter column total type bigint'; end $$");

        assertThat(Traces.findings(report)).anyMatch(each -> each.startsWith("CIT403: app.orders"));
    }

    private static Migration migration(String path, String sql) {
        return Migration.of(path, sql, Known.NOTHING, null, null);
    }
}
