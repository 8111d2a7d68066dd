package dev.penstock.citus.plan.distribution;

import dev.penstock.citus.catalog.QualifiedName;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Decision.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What has been chosen so far, and the decisions that turn out to be needed.
 *
 * <p>Not for several threads. A choice may name a decision by its id, or by its kind all decisions of that kind.
 */
public final class Choices {

    /** In the place of an option: what the decision recommends. */
    public static final String RECOMMENDED = "recommended";

    private final Map<String, String> chosen;
    private final TreeSet<String> unused;
    private final List<Decision> decisions = new ArrayList<>();

    /** @param chosen option by id or kind of the decision, such as {@code TRIGGER} */
    public Choices(Map<String, String> chosen) {
        this.chosen = Map.copyOf(chosen);
        this.unused = new TreeSet<>(chosen.keySet());
    }

    /** Records the decision and gives the chosen option; null when nobody has chosen. */
    @Nullable
    String of(
            Decision.Kind kind,
            @Nullable QualifiedName table,
            String subject,
            String change,
            @Nullable String recommended,
            Option... options) {
        String id = id(kind, table, subject);
        var decision = new Decision(id, kind, table, subject, change, List.of(options), recommended, null);
        String choice = choice(decision);
        if (decisions.stream().noneMatch(each -> each.id().equals(id))) {
            decisions.add(decision.choose(choice));
        }
        return choice;
    }

    /** Records a change that whoever asked for the plan has chosen by asking. */
    void settled(Decision.Kind kind, QualifiedName table, String subject, String change, Option option) {
        String id = id(kind, table, subject);
        unused.remove(id);
        if (decisions.stream().noneMatch(each -> each.id().equals(id))) {
            decisions.add(new Decision(id, kind, table, subject, change, List.of(option), option.id(), option.id()));
        }
    }

    private static String id(Decision.Kind kind, @Nullable QualifiedName table, String subject) {
        return Names.slug(kind.name())
                + (table == null ? "" : "." + table.schema() + "." + table.name())
                + (subject.isEmpty() ? "" : "." + subject);
    }

    List<Decision> decisions() {
        return decisions;
    }

    /** Ids and kinds that were chosen for and do not occur, or not with this option. */
    List<String> unused() {
        return List.copyOf(unused);
    }

    private @Nullable String choice(Decision decision) {
        String byId = chosen.get(decision.id());
        String key = byId == null ? decision.kind().name() : decision.id();
        String choice = byId == null ? chosen.get(key) : byId;
        if (RECOMMENDED.equals(choice)) {
            choice = decision.recommended();
        }
        String found = choice;
        if (decision.options().stream().anyMatch(option -> option.id().equals(found))) {
            unused.remove(key);
            return found;
        }
        return null;
    }
}
