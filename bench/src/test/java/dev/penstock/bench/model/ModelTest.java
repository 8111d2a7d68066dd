package dev.penstock.bench.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.penstock.bench.model.Calibration.Node;
import dev.penstock.bench.model.Calibration.Sample;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ModelTest {

    private static final Costs COSTS = new Costs(5, 100, 10, 200, 50);

    private static Cluster cluster(int nodes, double largestShare, boolean coordinatorOnly, double syncMicros) {
        return new Cluster(nodes, 1, 4, 1_000, 2, 10, 64, 10_000, largestShare, 100, syncMicros, coordinatorOnly, 500);
    }

    @Test
    void a_statement_takes_all_runs_of_one_tenant_and_ever_fewer_with_more_shards() {
        assertThat(Model.batch(1_000, 32, 1)).isEqualTo(1_000);
        assertThat(Model.batch(1_000, 32, 10_000)).isCloseTo(1_000 / 32.0, within(0.1));
        assertThat(Model.batch(1_000, 1_000_000, 1_000_000)).isCloseTo(1, within(0.1));
        assertThat(Model.batch(1, 32, 10_000)).isEqualTo(1);
    }

    @Test
    void of_three_nodes_of_which_two_have_shards_two_thirds_of_the_statements_are_passed_on() {
        assertThat(Model.passedOn(2, false)).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(Model.passedOn(2, true)).isEqualTo(1);
    }

    @Test
    void a_large_tenant_fills_one_node() {
        assertThat(Model.fullestNode(4, 10_000, 64, 0)).isCloseTo(0.25, within(1e-9));
        assertThat(Model.fullestNode(4, 10_000, 64, 0.5)).isCloseTo(0.625, within(1e-9));
        assertThat(Model.fullestNode(4, 1, 64, 0)).isEqualTo(1, within(0.5));
    }

    @Test
    void more_nodes_do_more_until_something_else_gives_out() {
        double two = Model.predict(COSTS, cluster(2, 0, false, 500)).stepsPerSecond();
        double four = Model.predict(COSTS, cluster(4, 0, false, 500)).stepsPerSecond();

        assertThat(four / two).isBetween(1.5, 2.0);
    }

    @Test
    void the_coordinator_gives_out_when_everything_goes_through_it() {
        var few = Model.predict(COSTS, cluster(64, 0, true, 500));
        var all = Model.predict(COSTS, cluster(64, 0, false, 500));

        assertThat(few.ceilings().getFirst().resource()).isEqualTo("coordinator processors");
        assertThat(all.ceilings().getFirst().resource()).isNotEqualTo("coordinator processors");
        assertThat(all.stepsPerSecond()).isGreaterThan(few.stepsPerSecond());
    }

    @Test
    void a_slow_disk_shows_in_the_lanes_and_a_hot_tenant_in_its_own() {
        assertThat(Model.predict(COSTS, cluster(4, 0, false, 1e6))
                        .ceilings()
                        .getFirst()
                        .resource())
                .isIn("lanes of the journal", "disk syncs of the fullest node");
        assertThat(Model.predict(COSTS, cluster(4, 0.9, false, 1e5))
                        .ceilings()
                        .getFirst()
                        .resource())
                .isEqualTo("the largest tenant's lanes");
    }

    @Test
    void connections_are_named_before_anything_else() {
        var prediction = Model.predict(COSTS, cluster(64, 0, false, 500));

        assertThat(prediction.connectionsOfNode()).isEqualTo(64 * 12);
        assertThat(prediction.saturatesFirst()).startsWith("connections");
    }

    @Test
    void costs_that_made_the_samples_are_found_again() {
        var samples = DoubleStream.of(0.002, 0.01, 0.03, 0.1)
                .mapToObj(ModelTest::sample)
                .toList();

        var found = Calibration.of(samples);

        assertThat(found.clientStep()).isCloseTo(COSTS.clientStep(), within(1e-6));
        assertThat(found.clientStatement()).isCloseTo(COSTS.clientStatement(), within(1e-6));
        assertThat(found.shardStep()).isCloseTo(COSTS.shardStep(), within(1e-6));
        assertThat(found.shardStatement()).isCloseTo(COSTS.shardStatement(), within(1e-6));
        assertThat(found.route()).isCloseTo(COSTS.route(), within(1e-6));
        var sample = samples.getFirst();
        assertThat(Model.onOneMachine(found, 2, sample.statementsPerStep(), sample.passedOn()))
                .isCloseTo(sample.stepsPerSecond(), within(1.0));
    }

    /** Two nodes with shards and a coordinator, each asked for a third of the statements. */
    private static Sample sample(double statements) {
        double client = COSTS.client(1 / statements);
        double shard = COSTS.shard(1 / statements);
        double route = COSTS.route();
        var nodes = List.of(
                new Node("coordinator", statements / 3, route * statements / 3),
                new Node("worker 1", statements * 2 / 3, shard / 2 + route * statements / 6),
                new Node("worker 2", statements * 2 / 3, shard / 2 + route * statements / 6));
        double all = client + shard + route * statements * 2 / 3;
        return new Sample(100, 1, 32, 1_000, 2e6 / all, client, 500, nodes);
    }

    @Test
    void the_record_of_a_trial_is_read() {
        var samples = ModelCommand.samples(JsonMapper.shared().readTree("""
                        {"environment": {"processors": "2"}, "found": [
                          {"trial": "citus", "store": "PostgreSQL", "tenants": 10, "workers": 1, "nodes": []},
                          {"trial": "citus", "store": "Citus", "tenants": 10, "workers": 3, "shards": 32, "in_flight": 600, "sync_us": 700,
                           "steps_per_second": 30000.5, "client_us_per_step": 7.5, "nodes": [
                            {"node": "coordinator", "statements_per_step": 0.01, "cpu_us_per_step": 1.0},
                            {"node": "worker 1", "statements_per_step": 0.02, "cpu_us_per_step": 9.0}]}]}
                        """));

        assertThat(samples)
                .containsExactly(new Sample(
                        10,
                        3,
                        32,
                        600,
                        30_000.5,
                        7.5,
                        700,
                        List.of(new Node("coordinator", 0.01, 1), new Node("worker 1", 0.02, 9))));
    }
}
