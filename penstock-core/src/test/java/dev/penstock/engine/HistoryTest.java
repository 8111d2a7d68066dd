package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.failure.ErrorCode;
import dev.penstock.failure.PenstockException;
import dev.penstock.run.RunId;
import dev.penstock.step.StepKey;
import dev.penstock.step.StepKind;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which replays are faithful, and which contradict the history (FAILURES 11). */
class HistoryTest {

    @Test
    void a_recorded_step_is_found_by_name_and_occurrence() {
        var history = history(step("charge"), step("charge#2"));

        assertThat(ask(history, "charge")).isNotNull();
        assertThat(ask(history, "charge")).isNotNull();
        assertThat(ask(history, "charge")).isNull();
    }

    @Test
    void recorded_steps_may_be_asked_for_in_another_order() {
        var history = history(step("reserve"), step("charge"));

        assertThat(ask(history, "charge")).isNotNull();
        assertThat(ask(history, "reserve")).isNotNull();
        assertThatCode(history::mayFinish).doesNotThrowAnyException();
    }

    @Test
    void a_renamed_step_is_a_contradiction_that_shows_both_names() {
        var history = history(step("reserve"), step("charge"));
        ask(history, "reserve");

        assertContradiction(() -> ask(history, "pay"), "charge is recorded and not asked for yet", "step pay");
    }

    @Test
    void of_uses_of_which_some_are_renamed_each_finds_its_own_record() {
        var both = history(step("charge"), step("charge#2"));
        assertThat(both.next("deposit", "charge")).isEqualTo(StepKey.of("charge", 1));
        assertThat(both.next("charge")).isEqualTo(StepKey.of("charge", 2));

        var first = history(step("charge"));
        assertThat(first.next("deposit", "charge")).isEqualTo(StepKey.of("charge", 1));
        assertThat(first.next("charge")).isEqualTo(StepKey.of("charge", 2));

        var second = history(step("charge"), step("charge#2"));
        assertThat(ask(second, "charge")).isNotNull();
        assertThat(second.next("deposit", "charge")).isEqualTo(StepKey.of("charge", 2));
    }

    @Test
    void what_is_not_recorded_under_its_former_name_is_under_its_own() {
        var begunAfterwards = history(step("deposit"), step("charge"));
        assertThat(ask(begunAfterwards, begunAfterwards.next("deposit", "charge")))
                .isNotNull();
        assertThat(ask(begunAfterwards, "charge")).isNotNull();

        var neither = history();
        assertThat(neither.next("deposit", "charge")).isEqualTo(StepKey.of("deposit", 1));
        assertThat(neither.next("charge")).isEqualTo(StepKey.of("charge", 1));
    }

    @Test
    void a_map_of_which_only_items_are_recorded_is_found_under_its_former_name() {
        var history = history(item("pack", 2));

        assertThat(history.next("wrap", "pack")).isEqualTo(StepKey.of("pack", 1));
    }

    @Test
    void an_inserted_step_is_a_contradiction_unless_declared_added() {
        var history = history(step("reserve"), step("charge"));
        ask(history, "reserve");

        assertThat(history.ask(history.next("check"), StepKind.STEP, true)).isNull();
        assertThat(ask(history, "charge")).isNotNull();
    }

    @Test
    void a_removed_step_is_a_contradiction_unless_declared_removed() {
        var undeclared = history(step("reserve"), step("charge"));
        ask(undeclared, "reserve");
        assertContradiction(undeclared::mayFinish, "charge is recorded", "finished without asking");

        var declared = new History("run r", List.of(step("reserve"), step("charge")), Set.of("charge"));
        ask(declared, "reserve");
        assertThat(ask(declared, "ship")).isNull();
        assertThatCode(declared::mayFinish).doesNotThrowAnyException();
    }

    @Test
    void a_step_that_became_a_timer_is_a_contradiction() {
        var history = history(step("charge"));

        assertContradiction(
                () -> history.ask(history.next("charge"), StepKind.SLEEP, false),
                "charge is recorded as a step",
                "as a sleep");
    }

    @Test
    void steps_side_by_side_are_judged_when_all_are_looked_up() {
        var history = history(step("b"));

        assertThat(history.visit(history.next("a"), StepKind.STEP)).isNull();
        assertThat(history.visit(history.next("b"), StepKind.STEP)).isNotNull();
        assertThatCode(() -> history.mayBeNew(StepKey.of("a", 1), StepKind.STEP))
                .doesNotThrowAnyException();
    }

    @Test
    void items_of_a_map_belong_to_the_map() {
        var history = history(item("pack", 2), item("pack", 5));
        var key = history.next("pack");

        assertContradiction(() -> ask(history, "other"), "pack[…] is recorded", "step other");
        assertThat(history.visitItems(key).keySet()).containsExactly(2, 5);
        assertThatCode(history::mayFinish).doesNotThrowAnyException();
    }

    private static @Nullable StepRecord ask(History history, String name) {
        return ask(history, history.next(name));
    }

    private static @Nullable StepRecord ask(History history, StepKey key) {
        return history.ask(key, StepKind.STEP, false);
    }

    private static void assertContradiction(ThrowingCallable call, String recorded, String asked) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REPLAY_CONTRADICTION))
                .hasMessageContaining("run r")
                .hasMessageContaining(recorded)
                .hasMessageContaining(asked);
    }

    private static History history(StepRecord... records) {
        return new History("run r", Arrays.asList(records), Set.of());
    }

    private static StepRecord step(String text) {
        int hash = text.indexOf('#');
        return hash < 0
                ? record(StepKey.of(text, 1))
                : record(StepKey.of(text.substring(0, hash), Integer.parseInt(text.substring(hash + 1))));
    }

    private static StepRecord item(String name, int item) {
        return record(StepKey.of(name, 1).atItem(item));
    }

    private static StepRecord record(StepKey key) {
        return new StepRecord(
                "acme",
                new RunId(new UUID(0, 1)),
                key,
                StepKind.STEP,
                StepState.COMPLETED,
                "1",
                null,
                null,
                null,
                false,
                10,
                Instant.EPOCH);
    }
}
