package dev.penstock.bench;

import dev.penstock.bench.contestant.Entrant;
import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param budget          no new round begins after it
 * @param dbosConnections the size of DBOS's pool; 0 lets the bench search for the best one
 * @param bareConnections those of the bare loop; 0 is as many as Penstock's journal has lanes
 */
record Plan(
        List<Entrant> entrants,
        List<Integer> inFlight,
        int steps,
        int rounds,
        Duration lap,
        Duration warmUp,
        Duration countedLap,
        Duration profiledLap,
        Duration budget,
        int dbosConnections,
        int bareConnections) {

    boolean has(Entrant entrant) {
        return entrants.contains(entrant);
    }
}
