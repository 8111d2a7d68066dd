package dev.penstock.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.penstock.bench.contestant.Entrant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything that one call of the bench found out; the raw data that everything shown is computed from. */
public record Results(
        Map<String, String> environment,
        Map<Entrant, Map<String, String>> setUps,
        List<Tuned> tuning,
        List<Measured> laps,
        List<Costed> costs) {

    /** Medians, by in-flight and then by contestant. */
    @JsonProperty
    public List<Standing> standings() {
        return laps.stream()
                .collect(Collectors.groupingBy(m -> new Place(m.load().inFlight(), m.entrant())))
                .values()
                .stream()
                .map(Standing::of)
                .sorted(Comparator.comparingInt(Standing::inFlight).thenComparing(Standing::entrant))
                .toList();
    }

    private record Place(int inFlight, Entrant entrant) {}

    @JsonProperty
    public List<Verdict> verdicts() {
        return Targets.judge(this);
    }

    Optional<Standing> standing(Entrant entrant, int inFlight) {
        return standings().stream()
                .filter(s -> s.entrant() == entrant && s.inFlight() == inFlight)
                .findFirst();
    }

    /** The contestant at whichever load it was fastest. */
    Optional<Standing> best(Entrant entrant) {
        return standings().stream()
                .filter(s -> s.entrant() == entrant)
                .max(Comparator.comparingDouble(Standing::stepsPerSecond));
    }

    Optional<Costed> cost(Entrant entrant, int inFlight, int steps) {
        return costs.stream()
                .filter(c -> c.entrant() == entrant
                        && c.load().inFlight() == inFlight
                        && c.load().steps() == steps)
                .findFirst();
    }
}
