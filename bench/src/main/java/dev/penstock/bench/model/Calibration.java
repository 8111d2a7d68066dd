package dev.penstock.bench.model;

import java.util.List;

/** The costs behind what was measured, by least squares over measurements with different batches. Pure. */
public final class Calibration {

    private static final String COORDINATOR = "coordinator";

    private Calibration() {}

    /** What a node did for each step. */
    public record Node(String node, double statementsPerStep, double cpuMicrosPerStep) {}

    /** One measurement on Citus: what each step cost. */
    public record Sample(
            int tenants,
            int workers,
            int shards,
            int inFlight,
            double stepsPerSecond,
            double clientMicrosPerStep,
            double syncMicros,
            List<Node> nodes) {

        /** Of clients: a statement that is passed on is counted on two nodes. */
        double statementsPerStep() {
            return all() / (1 + passedOn());
        }

        double passedOn() {
            return Model.passedOn(nodes.size() - 1, false);
        }

        double all() {
            return nodes.stream().mapToDouble(Node::statementsPerStep).sum();
        }

        double serverMicros() {
            return nodes.stream().mapToDouble(Node::cpuMicrosPerStep).sum();
        }

        Node coordinator() {
            return nodes.stream()
                    .filter(node -> node.node().equals(COORDINATOR))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("a measurement on Citus has a coordinator"));
        }

        /** What all pays for that does not pass on: the coordinator does nothing else. */
        double routeMicros() {
            var coordinator = coordinator();
            return coordinator.statementsPerStep() == 0
                    ? 0
                    : coordinator.cpuMicrosPerStep() / coordinator.statementsPerStep();
        }
    }

    /** A straight line. */
    record Line(double constant, double slope) {

        /** The best one through these points; level when all lie above one another, and never falling. */
        static Line through(double[] x, double[] y) {
            double meanX = mean(x);
            double meanY = mean(y);
            double covariance = 0;
            double variance = 0;
            for (int at = 0; at < x.length; at++) {
                covariance += (x[at] - meanX) * (y[at] - meanY);
                variance += (x[at] - meanX) * (x[at] - meanX);
            }
            double slope = variance == 0 ? 0 : Math.max(0, covariance / variance);
            double constant = meanY - slope * meanX;
            return constant < 0 ? new Line(0, meanY / meanX) : new Line(constant, slope);
        }

        private static double mean(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum / values.length;
        }
    }

    /** The costs that explain these samples best. Shape: one sample or more; with one all is taken for cost of the step. */
    public static Costs of(List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured on Citus");
        }
        double route =
                samples.stream().mapToDouble(Sample::routeMicros).average().orElse(0);
        double[] statements =
                samples.stream().mapToDouble(Sample::statementsPerStep).toArray();
        var client = Line.through(
                statements,
                samples.stream().mapToDouble(Sample::clientMicrosPerStep).toArray());
        var shard = Line.through(
                statements,
                samples.stream()
                        .mapToDouble(sample -> Math.max(
                                0, sample.serverMicros() - route * sample.passedOn() * sample.statementsPerStep()))
                        .toArray());
        return new Costs(client.constant(), client.slope(), shard.constant(), shard.slope(), route);
    }
}
