package dev.penstock.postgres.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.postgres.queue.Deal.Holder;
import dev.penstock.postgres.queue.Deal.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic of dealing: nobody gets more than is there, and everybody what is fair. */
class DealTest {

    private static final UUID ME = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    @ParameterizedTest
    @CsvSource({
        // limit, what each wants, what each gets
        "10, 3 4,       3 4",
        "10, 20,        10",
        "10, 20 20,     5 5",
        "10, 2 20,      2 8",
        "10, 0 20,      0 10",
        "12, 1 3 20 20, 1 3 4 4",
        "90, 1000 5 40, 45 5 40"
    })
    void what_some_leave_goes_to_the_others(int limit, String wants, String parts) {
        var wanted = numbers(wants);
        var byWorker = new HashMap<UUID, Integer>();
        IntStream.range(0, wanted.size()).forEach(at -> byWorker.put(new UUID(0, at), wanted.get(at)));

        var fair = Deal.fair(limit, 7, byWorker);

        assertThat(IntStream.range(0, wanted.size())
                        .map(at -> fair.getOrDefault(new UUID(0, at), 0))
                        .boxed())
                .isEqualTo(numbers(parts));
    }

    @Test
    void a_limit_that_cannot_be_divided_goes_around() {
        var wants = Map.of(ME, 5, OTHER, 5, new UUID(0, 3), 5);

        var turns = IntStream.range(0, 200)
                .mapToObj(turn -> Deal.fair(1, turn, wants))
                .toList();

        assertThat(turns).allSatisfy(parts -> assertThat(sum(parts)).isOne());
        wants.keySet()
                .forEach(worker -> assertThat(turns.stream()
                                .mapToInt(parts -> parts.getOrDefault(worker, 0))
                                .sum())
                        .as("turns of %s", worker)
                        .isBetween(30, 110));
    }

    @Test
    void what_others_hold_is_not_free_whatever_is_fair() {
        assertThat(Deal.to(ME, 0, 10, 10, 0, List.of(new Holder(OTHER, 10, 10, true))))
                .isEqualTo(new Part(0, 5));
        assertThat(Deal.to(ME, 0, 10, 10, 0, List.of(new Holder(OTHER, 7, 10, true))))
                .isEqualTo(new Part(3, 5));
        assertThat(Deal.to(ME, 0, 10, 10, 0, List.of(new Holder(OTHER, 2, 10, true))))
                .isEqualTo(new Part(5, 5));
    }

    @Test
    void the_permits_of_one_that_is_gone_still_count_and_what_it_wanted_does_not() {
        assertThat(Deal.to(ME, 0, 10, 10, 0, List.of(new Holder(OTHER, 4, 10, false))))
                .isEqualTo(new Part(6, 10));
    }

    @Test
    void what_is_in_use_is_never_taken_away() {
        assertThat(Deal.to(ME, 8, 8, 3, 0, List.of())).isEqualTo(new Part(8, 3));
        assertThat(Deal.to(ME, 8, 10, 10, 0, List.of(new Holder(OTHER, 2, 10, true))))
                .isEqualTo(new Part(8, 5));
    }

    @Test
    void who_wants_nothing_holds_nothing() {
        assertThat(Deal.to(ME, 0, 0, 10, 0, List.of())).isEqualTo(new Part(0, 0));
    }

    /** Workers join, die, use what they have, and ask in any order; limits change. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_permits_of_all_are_never_more_than_the_limit_or_what_was_in_use_when_it_was_lowered(long seed) {
        var random = new Random(seed);
        var rows = new HashMap<UUID, Holder>();
        var used = new HashMap<UUID, Integer>();
        int limit = 20;
        int allowed = limit;
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(200) == 0) {
                limit = 1 + random.nextInt(30);
            }
            var worker = new UUID(0, random.nextInt(6));
            var row = rows.getOrDefault(worker, new Holder(worker, 0, 0, true));
            if (!row.standing()) {
                if (random.nextInt(10) == 0) { // taken over
                    rows.remove(worker);
                    used.remove(worker);
                }
                continue;
            }
            if (random.nextInt(100) == 0) {
                rows.put(worker, new Holder(worker, row.permits(), row.wanted(), false));
                continue;
            }
            used.put(worker, row.permits() == 0 ? 0 : random.nextInt(row.permits() + 1));
            int uses = used.getOrDefault(worker, 0);
            int wants = uses + random.nextInt(15);
            var others = new ArrayList<>(rows.values());
            others.remove(row);

            var part = Deal.to(worker, uses, wants, limit, step / 50, others);

            rows.put(worker, new Holder(worker, part.permits(), wants, true));
            int dealt = rows.values().stream().mapToInt(Holder::permits).sum();
            allowed = Math.max(limit, Math.min(allowed, dealt));
            assertThat(dealt).as("permits of all at step %d", step).isLessThanOrEqualTo(allowed);
            assertThat(part.permits()).isGreaterThanOrEqualTo(uses);
        }
    }

    private static int sum(Map<UUID, Integer> parts) {
        return parts.values().stream().mapToInt(part -> part).sum();
    }

    private static List<Integer> numbers(String text) {
        return java.util.Arrays.stream(text.trim().split(" "))
                .map(Integer::valueOf)
                .toList();
    }
}
