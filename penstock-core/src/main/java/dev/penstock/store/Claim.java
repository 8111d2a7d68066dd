package dev.penstock.store;

import java.util.List;

/**
 * What became of runs that a worker asked for. Those in neither list are in other hands.
 *
 * @param runs the worker's now, in the order asked
 * @param unsettled those of which it is not known, because the answer was lost: to be asked for again before any others
 */
public record Claim(List<ClaimedRun> runs, List<DueRun> unsettled) {}
