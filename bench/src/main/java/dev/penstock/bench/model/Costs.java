package dev.penstock.bench.model;

/**
 * What one step and one statement cost, in microseconds of processor time.
 *
 * @param clientStep     in the client, of each step
 * @param clientStatement in the client, of each statement whatever is in it
 * @param shardStep      on the node that has the shard, of each step
 * @param shardStatement on the node that has the shard, of each statement whatever is in it
 * @param route          on a node that passes a statement on to another
 */
public record Costs(double clientStep, double clientStatement, double shardStep, double shardStatement, double route) {

    /** Of a step in statements of so many steps each. */
    public double client(double stepsPerStatement) {
        return clientStep + clientStatement / stepsPerStatement;
    }

    /** Of a step in statements of so many steps each, without passing them on. */
    public double shard(double stepsPerStatement) {
        return shardStep + shardStatement / stepsPerStatement;
    }
}
