package dev.penstock.bench.model;

import java.util.Comparator;
import java.util.List;

/**
 * Predicts steps a second. Every resource has a ceiling of its own, and the lowest of them is the prediction; nothing is
 * lost to their meeting, so what is measured should lie below. Pure.
 */
public final class Model {

    private static final double MICROS = 1e6;

    private final Costs costs;
    private final Cluster cluster;
    private final double batch;

    private Model(Costs costs, Cluster cluster) {
        this.costs = costs;
        this.cluster = cluster;
        this.batch = batch(cluster.inFlight(), cluster.shards(), cluster.tenants());
    }

    /** What gives out, and how many steps a second it allows. */
    public record Ceiling(String resource, double stepsPerSecond) {}

    /**
     * What is predicted.
     *
     * @param ceilings lowest first
     * @param batch    steps of a statement
     * @param connectionsOfNode that one node has to bear: those of clients and those of other nodes
     */
    public record Prediction(Cluster cluster, List<Ceiling> ceilings, double batch, double connectionsOfNode) {

        public double stepsPerSecond() {
            return ceilings.getFirst().stepsPerSecond();
        }

        public String saturatesFirst() {
            return connectionsOfNode > cluster.maxConnections()
                    ? "connections of a node: raise max_connections"
                    : ceilings.getFirst().resource();
        }
    }

    public static Prediction predict(Costs costs, Cluster cluster) {
        var model = new Model(costs, cluster);
        var ceilings = List.of(
                        new Ceiling("client processors", model.clients()),
                        new Ceiling("worker processors", model.workers()),
                        new Ceiling("coordinator processors", model.coordinator()),
                        new Ceiling("lanes of the journal", model.lanes()),
                        new Ceiling("disk syncs of the fullest node", model.syncs()),
                        new Ceiling("the largest tenant's lanes", model.largestTenant()))
                .stream()
                .sorted(Comparator.comparingDouble(Ceiling::stepsPerSecond))
                .toList();
        return new Prediction(cluster, ceilings, model.batch, model.connections());
    }

    /**
     * The machine that all of it shares: client, coordinator and nodes on the same processors, so their costs add up.
     *
     * @param statementsPerStep as counted, not as the model would have it
     */
    public static double onOneMachine(Costs costs, double processors, double statementsPerStep, double passedOn) {
        double stepsPerStatement = 1 / statementsPerStep;
        return processors
                * MICROS
                / (costs.client(stepsPerStatement)
                        + costs.shard(stepsPerStatement)
                        + costs.route() * passedOn * statementsPerStep);
    }

    /**
     * How many steps go into a statement: in one turn every run in flight has a step to record, and a statement takes
     * those of one shard. Runs fall on shards at random, so fewer runs than shards leave some shards without any.
     */
    static double batch(int inFlight, int shards, int tenants) {
        double places = tenants == 1 ? 1 : shards * (1 - Math.pow(1 - 1.0 / shards, tenants));
        double touched = places * (1 - Math.pow(1 - 1 / Math.max(places, 1), inFlight));
        return inFlight / Math.max(touched, 1);
    }

    /** Of the statements, those whose shard is on another node than was asked. */
    static double passedOn(int nodes, boolean coordinatorOnly) {
        return coordinatorOnly ? 1 : 1 - 1.0 / (nodes + 1);
    }

    /** The largest part of all steps that falls on one node: an even share, the largest tenant's, or bad luck of few. */
    static double fullestNode(int nodes, int tenants, int shards, double largestShare) {
        double even = 1.0 / nodes;
        double pieces = Math.min(tenants, shards);
        // Of so many equal pieces thrown on the nodes at random, about what the fullest node gets.
        double luck = tenants < shards * 4L
                ? even + Math.sqrt(2 * Math.log(Math.max(nodes, 1)) * even * (1 - even) / pieces)
                : Math.ceil((double) shards / nodes) / shards;
        return Math.min(1, Math.max(luck, largestShare + (1 - largestShare) * even));
    }

    private double clients() {
        return cluster.clients() * cluster.cores() * MICROS / costs.client(batch);
    }

    private double workers() {
        double fullest = fullestNode(cluster.nodes(), cluster.tenants(), cluster.shards(), cluster.largestShare());
        // A worker node passes on its part of what arrives at workers and belongs elsewhere.
        double arriving = cluster.coordinatorOnly() ? 0 : 1.0 / (cluster.nodes() + 1);
        double routed = arriving * (1 - 1.0 / cluster.nodes()) * costs.route() / batch;
        return cluster.cores() * MICROS / (fullest * costs.shard(batch) + routed);
    }

    private double coordinator() {
        double arriving = cluster.coordinatorOnly() ? 1 : 1.0 / (cluster.nodes() + 1);
        return cluster.cores() * MICROS / (arriving * costs.route() / batch);
    }

    /** From sending a statement until its answer, when nobody else is in the way. */
    private double statementMicros() {
        double passedOn = passedOn(cluster.nodes(), cluster.coordinatorOnly());
        return cluster.roundTripMicros() * (1 + passedOn)
                + costs.route() * passedOn
                + costs.shardStatement()
                + costs.shardStep() * batch
                + cluster.syncMicros();
    }

    private double lanes() {
        return cluster.clients() * cluster.lanes() * batch * MICROS / statementMicros();
    }

    /** Who commits while a sync is under way shares the next one. */
    private double syncs() {
        double fullest = fullestNode(cluster.nodes(), cluster.tenants(), cluster.shards(), cluster.largestShare());
        double together = Math.max(1, cluster.clients() * cluster.lanes() * fullest);
        return together * batch * MICROS / cluster.syncMicros() / fullest;
    }

    /** All of a tenant is in one lane of each client. */
    private double largestTenant() {
        double share = Math.max(cluster.largestShare(), 1.0 / cluster.tenants());
        double ofOneLane = batch * MICROS / statementMicros();
        return cluster.clients() * ofOneLane / share;
    }

    /** At worst: every session of a client leaves one behind on every node that it ever reached through another. */
    private double connections() {
        return (double) cluster.clients() * (cluster.lanes() + cluster.sessions());
    }
}
