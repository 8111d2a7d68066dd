package dev.penstock.citus.apply;

import dev.penstock.citus.catalog.Catalog;
import dev.penstock.citus.catalog.Citus;
import dev.penstock.citus.catalog.Identifier;
import dev.penstock.citus.catalog.Node;
import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.catalog.Statement;
import dev.penstock.citus.catalog.Table;
import dev.penstock.citus.everyday.Standing;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.Work.Distribute;
import dev.penstock.citus.plan.Work.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks for everything that would stop a plan half-way, before its first operation. */
final class Preflight {

    /** A copy needs about two slots, and as many senders, on each node that it copies from. */
    private static final int SLOTS = 4;

    private final Connection connection;
    private final Plan plan;
    private final Catalog catalog;
    private final ApplyOptions options;
    private final List<Obstacle> obstacles = new ArrayList<>();

    private Preflight(Connection connection, Plan plan, Catalog catalog, ApplyOptions options) {
        this.connection = connection;
        this.plan = plan;
        this.catalog = catalog;
        this.options = options;
    }

    /**
     * All of them at once.
     *
     * @param begun whether operations of the plan have run already: the tables are then not as the plan was made from
     */
    static List<Obstacle> obstacles(
            Connection connection, Plan plan, Catalog catalog, ApplyOptions options, boolean begun)
            throws SQLException {
        var preflight = new Preflight(connection, plan, catalog, options);
        preflight.undecided();
        if (!begun) {
            Drift.of(plan, catalog).forEach(preflight.obstacles::add);
        }
        preflight.server(begun);
        return List.copyOf(preflight.obstacles);
    }

    /** What a database without Citus lacks, and how it gets it. Needs none of the plan's schemas, and changes nothing. */
    static Optional<Obstacle> noCitus(Connection connection) throws SQLException {
        if (Standing.of(connection).onCitus()) {
            return Optional.empty();
        }
        var server = Statement.in("apply", "server")
                .rows(connection, Server.class, Map.of())
                .getFirst();
        String database = Identifier.quoted(server.name());
        return Optional.of(
                new Obstacle(
                        "database " + server.name() + " has no Citus, so there are no nodes to distribute over",
                        (server.available()
                                        ? "the server has the package: "
                                        : "install Citus for PostgreSQL " + server.major()
                                                + " on each server (the package is postgresql-" + server.major()
                                                + "-citus-<version>, and docs/citus/compose.yaml brings a cluster up); then ")
                                + (server.loaded()
                                        ? ""
                                        : "put citus first in shared_preload_libraries and restart, on each server; ")
                                + "CREATE EXTENSION citus in database " + database
                                + " of each; then on the coordinator SELECT citus_set_coordinator_host('<its host>', <port>) and"
                                + " SELECT citus_add_node('<host>', <port>) for each worker. Or connect to a coordinator that is there"));
    }

    private void undecided() {
        for (Decision decision : plan.undecided()) {
            found(
                    "decision " + decision.id() + " is open",
                    "choose one of "
                            + decision.options().stream()
                                    .map(Decision.Option::id)
                                    .collect(Collectors.joining(", "))
                            + " in the plan, and plan again with it");
        }
    }

    private void server(boolean begun) throws SQLException {
        var server = catalog.server();
        if (server.inRecovery()) {
            found("the server is a standby", "connect to the primary of the coordinator");
            return;
        }
        var citus = Objects.requireNonNull(catalog.citus());
        if (!citus.onCoordinator()) {
            found("this is a worker, not the coordinator", "connect to " + coordinator(citus));
            return;
        }
        nodes(citus);
        cluster();
        var answers = NodeConditions.ask(connection, options.longTransaction());
        obstacles.addAll(Versions.differences(answers, catalog.server().database()));
        conditions(citus, answers);
        if (!begun) {
            leftovers(answers);
        }
        owners();
    }

    private static String coordinator(Citus citus) {
        return citus.nodes().stream()
                .filter(Node::coordinator)
                .map(node -> node.host() + ":" + node.port())
                .findFirst()
                .orElse("the coordinator");
    }

    private void nodes(Citus citus) {
        if (citus.nodes().stream().noneMatch(Node::coordinator)) {
            found(
                    "the coordinator is not in its own metadata, which copying online and reference tables need",
                    "SELECT citus_set_coordinator_host('<name that the workers reach it by>', <port>)");
        }
        if (citus.nodes().stream().noneMatch(Node::shouldHaveShards)) {
            found(
                    "no node takes shards",
                    "SELECT citus_add_node('<host>', <port>), or"
                            + " SELECT citus_set_node_property('<host>', <port>, 'shouldhaveshards', true)");
        }
        for (Node node : citus.nodes()) {
            String name = node.host() + ":" + node.port();
            if (!node.active()) {
                found(
                        "node " + name + " is not active",
                        "SELECT citus_activate_node('" + node.host() + "', " + node.port() + ")");
            } else if (node.hasMetadata() && !node.metadataSynced()) {
                found(
                        "the metadata of node " + name + " are not synchronised",
                        "SELECT start_metadata_sync_to_node('" + node.host() + "', " + node.port() + ")");
            }
        }
    }

    private void cluster() throws SQLException {
        for (var pair : Statement.in("apply", "node_health").rows(connection, Pair.class, Map.of())) {
            found(
                    "node " + pair.from() + " cannot connect to " + pair.to(),
                    "see that it runs, and that pg_hba.conf and pg_dist_authinfo let the nodes in");
        }
        for (var job : Statement.in("apply", "background_jobs").rows(connection, Job.class, Map.of())) {
            found(
                    "Citus is busy with job " + job.id() + " (" + job.description() + ")",
                    "wait with SELECT citus_job_wait(" + job.id() + "), or SELECT citus_job_cancel(" + job.id() + ")");
        }
    }

    private void conditions(Citus citus, List<NodeConditions.Answer> answers) {
        var online = online();
        long shardNodes = Math.max(
                1, citus.nodes().stream().filter(Node::shouldHaveShards).count());
        for (var answer : answers) {
            var conditions = answer.conditions();
            if (conditions == null) {
                found(
                        "node " + answer.node() + " does not answer: " + answer.error(),
                        "see that it runs and can be reached");
                continue;
            }
            for (String transaction : conditions.longTransactions()) {
                found(
                        "a transaction on " + answer.node() + " is older than "
                                + options.longTransaction().toSeconds() + " s: " + transaction,
                        "wait for it, or end it with SELECT pg_terminate_backend(<process>) on that node");
            }
            for (String prepared : conditions.prepared()) {
                found(
                        "prepared transaction " + prepared + " on " + answer.node() + " was never finished",
                        "SELECT recover_prepared_transactions() on the coordinator for Citus' own; COMMIT PREPARED or"
                                + " ROLLBACK PREPARED otherwise");
            }
            if (!online.isEmpty()) {
                forCopying(answer.node(), conditions, online, shardNodes);
            }
        }
    }

    /** Once the plan has begun it may be what a copy of its own has left, and copying again cleans that up. */
    private void leftovers(List<NodeConditions.Answer> answers) throws SQLException {
        var records = Statement.in("apply", "leftovers").rows(connection, CleanupRecord.class, Map.of());
        if (records.stream().anyMatch(CleanupRecord::running)) {
            found(
                    "Citus is copying, moving or splitting shards, operation "
                            + records.stream()
                                    .filter(CleanupRecord::running)
                                    .findFirst()
                                    .orElseThrow()
                                    .operation(),
                    "wait until SELECT * FROM get_rebalance_progress() is empty and it has ended");
            return;
        }
        if (!records.isEmpty()) {
            found(
                    "an operation of Citus that failed has left " + records.size() + " thing(s) behind, "
                            + records.getFirst().name() + " among them",
                    "CALL citus_cleanup_orphaned_resources()");
        }
        var known = records.stream().map(CleanupRecord::name).collect(Collectors.toSet());
        for (var answer : answers) {
            var conditions = answer.conditions();
            if (conditions != null) {
                conditions.leftovers().stream()
                        .filter(leftover -> !known.contains(leftover.name()))
                        .forEach(leftover -> found(
                                leftover.kind() + " " + leftover.name() + " on " + answer.node()
                                        + " was left behind by an operation of Citus, which knows nothing of it any more",
                                "on that node: " + leftover.remedy()));
            }
        }
    }

    private void forCopying(String node, NodeConditions conditions, List<Target> online, long shardNodes) {
        if (!conditions.walLevel().equals("logical")) {
            found(
                    "wal_level is " + conditions.walLevel() + " on " + node,
                    "ALTER SYSTEM SET wal_level = 'logical' and restart, or apply with --blocking");
        }
        if (!conditions.allowsCitusPlugin()) {
            found(
                    "output_plugin_libraries on " + node + " is " + conditions.outputPlugins() + ", without citus",
                    "as a superuser on every node: ALTER DATABASE "
                            + Identifier.quoted(catalog.server().database())
                            + " SET output_plugin_libraries = 'pgoutput', 'test_decoding', 'citus'; or apply with --blocking");
        }
        if (conditions.freeSlots() < SLOTS || conditions.freeSenders() < SLOTS) {
            found(
                    "node " + node + " has " + conditions.freeSlots() + " replication slots and "
                            + conditions.freeSenders() + " WAL senders free, a copy takes up to " + SLOTS,
                    "drop unused slots (pg_replication_slots), or raise max_replication_slots and max_wal_senders and"
                            + " restart; or apply with --blocking");
        }
        if (conditions.replicationWorkers() < SLOTS) {
            found(
                    "max_logical_replication_workers is " + conditions.replicationWorkers() + " on " + node,
                    "raise it, and max_worker_processes with it, to " + SLOTS + " or more; or apply with --blocking");
        }
        long largest = online.stream()
                .mapToLong(target -> target.estimate().bytes())
                .max()
                .orElse(0);
        long needed = 2 * largest / shardNodes;
        if (conditions.availableBytes() < needed) {
            found(
                    "node " + node + " has " + conditions.availableBytes() / 1_000_000 + " MB left, a copy may take "
                            + needed / 1_000_000 + " MB",
                    "make room there");
        }
    }

    private void owners() {
        for (Target target : online()) {
            var owner = catalog.table(target.table()).filter(table -> !table.ownerCanLogin());
            owner.ifPresent(table -> found(
                    "role " + table.owner() + ", which owns " + table.name()
                            + ", may not log in, and Citus copies as the owner",
                    "ALTER ROLE " + Identifier.quoted(table.owner()) + " LOGIN until the plan is applied; or apply with"
                            + " --blocking"));
        }
    }

    /** What will be copied online and has not been yet. */
    private List<Target> online() {
        return plan.operations().stream()
                .filter(operation -> operation.work() instanceof Distribute)
                .flatMap(operation -> ((Distribute) operation.work()).tables().stream())
                .filter(target -> Mover.goesOnline(target, options.mode()))
                .filter(target -> !distributed(catalog, target.table()))
                .toList();
    }

    static boolean distributed(Catalog catalog, QualifiedName name) {
        return catalog.table(name)
                .map(Table::distribution)
                .map(distribution -> distribution.distributed())
                .orElse(false);
    }

    private void found(String what, String remedy) {
        obstacles.add(new Obstacle(what, remedy));
    }

    record CleanupRecord(long operation, String name, boolean running) {}

    record Pair(String from, String to) {}

    record Job(long id, String description) {}

    record Server(String name, int major, boolean available, boolean loaded) {}
}
