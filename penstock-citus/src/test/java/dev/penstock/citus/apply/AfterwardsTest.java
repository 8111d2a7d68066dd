package dev.penstock.citus.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.penstock.citus.Sql;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Reversal;
import dev.penstock.citus.plan.Work;
import dev.penstock.citus.verify.Verification;
import dev.penstock.citus.verify.Verifier;
import dev.penstock.citus.verify.VerifyOptions;
import dev.penstock.postgres.cluster.RequiresCitus;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verifying and taking back what was applied. */
@RequiresCitus
class AfterwardsTest {

    private static final VerifyOptions QUIET = VerifyOptions.all().withQuiet(true);

    @Test
    void whatWasAppliedHoldsAndWhateverIsChangedIsNamed() throws SQLException {
        try (var shop = new Shop(200)) {
            shop.execute("create view S.open as select id from S.orders; comment on view S.open is 'what is open'");
            var plan = shop.whole().plan();
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);

            assertThat(failures(shop, plan, QUIET)).isEmpty();

            shop.execute("delete from S.lines where id = 5");
            assertThat(failures(shop, plan, QUIET))
                    .singleElement()
                    .asString()
                    .contains("1 of 7 tenants differ", "600 rows before and 599 after");
            assertThat(failures(shop, plan, VerifyOptions.all())).isEmpty();

            shop.execute("comment on column S.orders.code is null; comment on view S.open is 'else'");
            shop.execute("select setval('S.lines_id_seq', 3)");
            shop.execute("alter table S.lines drop constraint lines_order_fk");
            shop.execute("alter table S.lines add constraint lines_qty check (qty > 0)");
            assertThat(failures(shop, plan, VerifyOptions.all().withRows(false)))
                    .hasSize(6)
                    .anySatisfy(text -> assertThat(text).contains("operation 0060-distribute"))
                    .anySatisfy(
                            text -> assertThat(text).contains("comment column").contains(".orders.code is gone"))
                    .anySatisfy(
                            text -> assertThat(text).contains("comment view").contains("is now else"))
                    .anySatisfy(text -> assertThat(text)
                            .contains("lines_id_seq stands at 3")
                            .contains("SELECT setval"))
                    .anySatisfy(text -> assertThat(text).contains("lines_order_fk is gone"));
        }
    }

    @Test
    void aShardThatIsNotLikeTheCoordinatorIsNamed() throws SQLException {
        try (var shop = new Shop(20)) {
            var plan = shop.whole().plan();
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);
            shop.execute("set citus.shard_replication_factor = 1");
            String shard = shop.value(
                    "select shardid from pg_dist_shard where logicalrelid = 'S.lines'::regclass order by 1 limit 1");
            shop.execute(
                    "select run_command_on_shards('S.lines', case when true then 'alter table %s add constraint odd check (qty > 0) not valid' end)");

            assertThat(failures(shop, plan, VerifyOptions.all().withRows(false)))
                    .isNotEmpty()
                    .anySatisfy(text -> assertThat(text)
                            .contains("shard " + shard)
                            .contains("but the coordinator has not, CHECK ((qty > 0)) NOT VALID (not valid)"));
        }
    }

    /** On a shard, and on the table of a worker that stands for its shards; of columns too. */
    @Test
    void grantsThatDifferAnywhereAreNamed() throws SQLException {
        try (var shop = new Shop(20);
                var worker = shop.worker().getConnection()) {
            shop.execute("grant select on S.orders to public; grant update (code) on S.orders to public");
            var plan = shop.whole().plan();
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);
            var options = VerifyOptions.all().withRows(false);
            assertThat(failures(shop, plan, options)).isEmpty();
            String shard = shop.value(
                    "select shardid from pg_dist_shard where logicalrelid = 'S.lines'::regclass order by 1 limit 1");

            shop.execute("select run_command_on_shards('S.lines', 'grant delete on %s to public')");
            Sql.run(
                    worker,
                    "set citus.enable_ddl_propagation = off",
                    shop.named("revoke update (code) on S.orders from public"));

            assertThat(failures(shop, plan, options))
                    .anySatisfy(text -> assertThat(text)
                            .contains("lines: shard " + shard)
                            .contains("but the coordinator has not, DELETE for public"))
                    .anySatisfy(text -> assertThat(text)
                            .contains("orders: the shell on ")
                            .contains(" lacks UPDATE of column code for public"));
        }
    }

    @Test
    void theWorkloadIsExplained() throws SQLException {
        try (var shop = new Shop(20)) {
            var plan = shop.whole().plan();
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);
            var options = VerifyOptions.all().withRows(false).withWorkload(shop.named("""
                    select * from S.lines where tenant = 3 and id = 7;
                    -- a comment; with a semicolon
                    select count(*) from S.lines where qty > 1;
                    update S.lines set qty = 2 where tenant = 3;
                    select * from S.lines where tenant = 3 for update skip locked;
                    select * from S.lines order by id for update skip locked limit 1;
                    """));

            assertThat(failures(shop, plan, options))
                    .hasSize(2)
                    .anySatisfy(text -> assertThat(text)
                            .startsWith("line 3: select count(*)")
                            .endsWith("goes to 4 shards"))
                    .anySatisfy(text -> assertThat(text).startsWith("line 6: ").contains(" is refused: "));
        }
    }

    @Test
    void capturedStatementsAreExplainedAndWhatCannotBeIsNamed() throws SQLException {
        try (var shop = new Shop(20)) {
            var plan = shop.whole().plan();
            var options = VerifyOptions.all().withRows(false).withCaptured(true);
            assumeThat(shop.value("show shared_preload_libraries")).contains("pg_stat_statements");
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);
            shop.execute("drop extension if exists pg_stat_statements");
            assertThat(failures(shop, plan, options))
                    .singleElement()
                    .asString()
                    .contains("CREATE EXTENSION pg_stat_statements");
            shop.execute(
                    "create extension pg_stat_statements; create function S.seven() returns int language plpgsql as"
                            + " 'begin return 7; end'; create table S.here (id int); create table S.gone (id int); select pg_stat_statements_reset()");
            assertThat(failures(shop, plan, options)).singleElement().asString().contains("let it run");

            for (String sql : List.of(
                    "select * from S.lines where tenant = 3 and id = 7",
                    "select 1 from S.orders o join S.lines l on l.order_id = o.id where o.tenant = 3 and l.tenant = 3",
                    "update S.lines set qty = 2 where tenant = 3 and at < now() - interval '1 day'",
                    "select count(*) from S.lines where qty > 1",
                    "select code from S.orders where tenant in (1, 2, 3)",
                    "insert into S.lines (tenant, order_id, qty) select 3, 3, 0 where false",
                    "select * from S.lines where tenant = 3 and at > date '2020-01-01'",
                    "select S.seven()",
                    "select * from S.here",
                    "select * from S.gone",
                    "drop table S.gone",
                    "set search_path = S., public; select qty from lines where tenant = 3",
                    "begin; declare c cursor for select * from S.lines; commit",
                    "select relname from pg_class where relname = 'lines'")) {
                shop.execute(sql.replace("= S.,", "= " + shop.schema + ","));
            }
            for (var operation : plan.operations()) {
                // As if the tool's own session were captured.
                shop.execute(operation.probe());
            }

            var check = Verifier.verify(shop.coordinator(), plan, options, what -> {})
                    .checks()
                    .getLast();
            assertThat(check.failures())
                    .hasSize(3)
                    .anySatisfy(text -> assertThat(text)
                            .startsWith("select count(*) from " + shop.lines)
                            .endsWith("goes to 4 shards"))
                    .anySatisfy(text -> assertThat(text)
                            .startsWith("insert into " + shop.lines)
                            .endsWith("moves rows between nodes"))
                    .anySatisfy(text -> assertThat(text)
                            .startsWith("select code from " + shop.orders)
                            .endsWith(" shards when its parameters differ"));
            assertThat(check.looked()).isEqualTo("5 statements go to one shard, 3 do not, 3 were not analysed");
            assertThat(check.notes())
                    .hasSize(5)
                    .anySatisfy(text -> assertThat(text)
                            .startsWith("select $1 from " + shop.orders)
                            .endsWith("as long as its parameters name the same tenant"))
                    .anySatisfy(text -> assertThat(text)
                            .startsWith("not analysed: select * from " + shop.schema + ".gone: ")
                            .endsWith("does not exist"))
                    .anySatisfy(text ->
                            assertThat(text).startsWith("not analysed: ").endsWith("it calls function seven"))
                    .anySatisfy(text -> assertThat(text).startsWith("not analysed: declare c cursor"))
                    .anySatisfy(text -> assertThat(text).endsWith(".here stays on the coordinator"));
        }
    }

    @Test
    void whatWasAppliedIsTakenBackAsFarAsThereIsAWay() throws SQLException {
        try (var shop = new Shop(100)) {
            shop.whole();
            shop.reversal(
                    "0010-add",
                    new Reversal.By(
                            Work.Statements.one(shop.named("alter table S.lines drop column if exists tenant"))));
            shop.reversal("0040-order-key", new Reversal.Impossible("a test says so"));
            shop.operations.removeIf(operation -> operation.id().compareTo("0050") > 0);
            var plan = shop.plan();
            assertThatThrownBy(() -> Reverser.way(shop.coordinator(), plan)).hasMessageContaining("PEN-6028");
            Applier.apply(shop.coordinator(), plan, Shop.OPTIONS, Watcher.SILENT);

            var way = Reverser.way(shop.coordinator(), plan);
            assertThat(way.steps()).isEmpty();
            assertThat(way.why()).isEqualTo("a test says so");

            shop.reversal(
                    "0040-order-key",
                    new Reversal.By(
                            Work.Statements.none(shop.named("drop index concurrently if exists S.orders_key"))));
            var other = shop.plan();
            // All of it is found done: it was another plan's, so there is nothing to take back.
            Applier.apply(shop.coordinator(), other, Shop.OPTIONS, Watcher.SILENT);
            assertThat(Reverser.way(shop.coordinator(), other).steps()).isEmpty();
            shop.execute("drop index S.orders_key; alter table S.lines drop column tenant");
            Applier.apply(shop.coordinator(), other, Shop.OPTIONS, Watcher.SILENT);

            var back = Reverser.reverse(shop.coordinator(), other, Shop.OPTIONS, Watcher.SILENT);

            assertThat(back.end()).isNull();
            assertThat(back.steps()).hasSize(4);
            assertThat(
                            shop.value(
                                    "select count(*) from pg_attribute where attrelid = 'S.lines'::regclass and attname = 'tenant'"))
                    .isEqualTo("0");
            assertThat(shop.value("select to_regclass('S.orders_key')")).isEqualTo("null");
            assertThat(Reverser.way(shop.coordinator(), other).steps()).isEmpty();
        }
    }

    private static List<String> failures(Shop shop, Plan plan, VerifyOptions options) {
        return Verifier.verify(shop.coordinator(), plan, options, what -> {}).checks().stream()
                .map(Verification.Check::failures)
                .flatMap(List::stream)
                .toList();
    }
}
