package dev.penstock.citus.lint.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.citus.lint.trace.Seen.Manner;
import dev.penstock.citus.lint.trace.TableLock.Place;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Held against what was measured by hand on a cluster: the strongest lock of each statement, on the coordinator and on shards. */
@RequiresCitus
class TraceLocksTest {

    static final String BEFORE = """
            create schema app;
            create table app.orders (tenant int not null, id bigint not null, code text, total int, primary key (tenant, id));
            create table app.line (tenant int not null, id bigint not null, order_id bigint, primary key (tenant, id));
            create table app.plain (id bigint primary key, code text);
            select create_distributed_table('app.orders', 'tenant', colocate_with => 'none', shard_count => 4);
            select create_distributed_table('app.line', 'tenant', colocate_with => 'app.orders');
            alter table app.line add constraint old foreign key (tenant, order_id) references app.orders not valid;
            alter table app.orders add constraint c check (total > 0) not valid;
            create index orders_total on app.orders (total);
            """;

    static final List<Arguments> CASES = List.of(
            both("alter table app.orders add column note text", LockMode.ACCESS_EXCLUSIVE),
            both("alter table app.orders rename column code to name", LockMode.ACCESS_EXCLUSIVE),
            both("alter table app.orders alter column total type bigint", LockMode.ACCESS_EXCLUSIVE),
            both("alter table app.orders alter column code set not null", LockMode.ACCESS_EXCLUSIVE),
            both("alter table app.orders add constraint d check (total < 9) not valid", LockMode.ACCESS_EXCLUSIVE),
            both("alter table app.orders add constraint u unique (tenant, code)", LockMode.ACCESS_EXCLUSIVE),
            both("alter table app.orders validate constraint c", LockMode.SHARE_UPDATE_EXCLUSIVE),
            both("alter table app.orders set (fillfactor = 90)", LockMode.SHARE_UPDATE_EXCLUSIVE),
            both("create index on app.orders (code)", LockMode.SHARE),
            on(
                    "alter table app.line add constraint f foreign key (tenant, order_id) references app.orders not valid",
                    "app.line",
                    LockMode.EXCLUSIVE,
                    LockMode.SHARE_ROW_EXCLUSIVE),
            on(
                    "alter table app.line add constraint f foreign key (tenant, order_id) references app.orders not valid",
                    "app.orders",
                    LockMode.SHARE_ROW_EXCLUSIVE,
                    LockMode.SHARE_ROW_EXCLUSIVE),
            on(
                    "alter table app.line validate constraint old",
                    "app.line",
                    LockMode.SHARE_UPDATE_EXCLUSIVE,
                    LockMode.SHARE_UPDATE_EXCLUSIVE),
            on("alter table app.line validate constraint old", "app.orders", LockMode.ROW_SHARE, LockMode.ROW_SHARE),
            on(
                    "select create_distributed_table('app.plain', 'id', colocate_with => 'none')",
                    "app.plain",
                    LockMode.EXCLUSIVE,
                    null),
            on("select create_reference_table('app.plain')", "app.plain", LockMode.EXCLUSIVE, null),
            both(
                    "select undistribute_table('app.line', cascade_via_foreign_keys => true)",
                    "app.line",
                    LockMode.ACCESS_EXCLUSIVE));

    private static Scratch scratch;

    @BeforeAll
    static void make() {
        scratch = Traces.scratch();
        scratch.base("before.sql", BEFORE);
    }

    @AfterAll
    static void drop() {
        scratch.close();
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void isTheStrongest(String sql, String table, @Nullable LockMode coordinator, @Nullable LockMode shards) {
        var seen = Traces.seen(scratch, "begin; " + sql + "; rollback").getLast();

        assertThat(seen.outcome().refusal()).isNull();
        assertThat(mode(seen, table, Place.COORDINATOR)).isEqualTo(coordinator);
        assertThat(mode(seen, table, Place.SHARDS)).isEqualTo(shards);
    }

    @Test
    void concurrentIndexIsSampled() {
        var seen = Traces.seen(scratch, "create index concurrently i on app.orders (code); drop index app.i")
                .getFirst();

        assertThat(seen.manner()).isEqualTo(Manner.OUTSIDE);
        assertThat(seen.locking().samples()).isPositive();
        assertThat(seen.locking().blocking()).isEmpty();
    }

    private static @Nullable LockMode mode(Seen seen, String table, Place place) {
        return seen.locking().taken().stream()
                .filter(lock -> lock.table().toString().equals(table) && lock.place() == place)
                .map(TableLock::mode)
                .findFirst()
                .orElse(null);
    }

    private static Arguments both(String sql, LockMode mode) {
        return both(sql, "app.orders", mode);
    }

    private static Arguments both(String sql, String table, LockMode mode) {
        return on(sql, table, mode, mode);
    }

    private static Arguments on(String sql, String table, @Nullable LockMode coordinator, @Nullable LockMode shards) {
        return Arguments.of(sql, table, coordinator, shards);
    }
}
