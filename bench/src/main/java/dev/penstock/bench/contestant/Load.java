package dev.penstock.bench.contestant;

/**
 * One lap's work: keep {@code inFlight} runs of {@code steps} steps going, start no more after {@code millis}, and let
 * those that are under way finish.
 *
 * @param tenants whom the runs belong to, in turns
 * @param payloadBytes roughly how long the result of a step is as JSON; 0 for the usual hundred bytes
 */
public record Load(int inFlight, int steps, long millis, int tenants, int payloadBytes) {

    /** Of one tenant, with the usual payloads. */
    public Load(int inFlight, int steps, long millis) {
        this(inFlight, steps, millis, 1, 0);
    }

    public Load withTenants(int number) {
        return new Load(inFlight, steps, millis, number, payloadBytes);
    }

    public Load withPayloadBytes(int bytes) {
        return new Load(inFlight, steps, millis, tenants, bytes);
    }
}
