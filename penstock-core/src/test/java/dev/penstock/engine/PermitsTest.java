package dev.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.queue.Allowance;
import dev.penstock.queue.Queue;
import dev.penstock.store.Allowances;
import dev.penstock.store.Demand;
import dev.penstock.store.Share;
import dev.penstock.store.Subject;
import dev.penstock.store.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker may execute, counted in memory: what it is told, in; what it does, out. */
class PermitsTest {

    private static final Queue MAIL = Queue.named("mail").withConcurrency(10);
    private static final Subject SUBJECT = Subject.queue("mail");

    private final Permits permits = new Permits(new WorkerId(new UUID(0, 1)));

    @BeforeEach
    void know() {
        know(MAIL);
    }

    private void know(Queue queue) {
        permits.know(new Allowances(Map.of(queue.name(), queue), Map.of()));
    }

    private @Nullable Permit admit() {
        return permits.admit("mail", "acme");
    }

    private void deal(int permitsDealt, int target) {
        permits.answered(permits.all(), List.of(new Share(SUBJECT, permitsDealt, target)));
    }

    @Test
    void a_run_in_no_queue_of_a_tenant_without_allowance_is_never_refused() {
        for (int at = 0; at < 100; at++) {
            assertThat(permits.start(Queue.DEFAULT, "acme")).isNotNull();
        }
        assertThat(permits.all()).extracting(Demand::wanted).containsOnly(0);
    }

    @Test
    void nothing_begins_without_a_permit_and_what_was_missed_is_asked_for() {
        assertThat(admit()).isNull();
        assertThat(admit()).isNull();

        assertThat(permits.missed()).containsExactly(new Demand(SUBJECT, 0, 2));
    }

    @Test
    void as_many_begin_as_were_dealt() {
        admit();
        permits.answered(permits.missed(), List.of(new Share(SUBJECT, 2, 2)));

        assertThat(admit()).isNotNull();
        assertThat(admit()).isNotNull();
        assertThat(admit()).isNull();
    }

    @Test
    void between_question_and_answer_nothing_begins() {
        deal(5, 5);
        var asked = permits.all();

        assertThat(admit()).isNull();
        assertThat(permits.start("mail", "acme")).isNull();

        permits.answered(asked, List.of(new Share(SUBJECT, 5, 5)));
        assertThat(admit()).isNotNull();
    }

    @Test
    void when_the_answer_is_lost_only_what_is_in_use_is_held() {
        deal(5, 5);
        var used = Objects.requireNonNull(admit());
        permits.unanswered(permits.all());

        assertThat(admit()).isNull();
        used.release();
        assertThat(admit()).isNotNull();
    }

    @Test
    void with_more_permits_than_are_fair_none_begins_and_those_that_end_are_given_back() {
        deal(4, 4);
        var used = List.of(admitted(), admitted(), admitted());
        permits.answered(permits.all(), List.of(new Share(SUBJECT, 3, 1)));

        assertThat(admit()).isNull();
        assertThat(used.getFirst().release().surplus()).isTrue();
        assertThat(admit()).isNull();
        assertThat(permits.surplus()).containsExactly(new Demand(SUBJECT, 2, 4));
    }

    private Permit admitted() {
        return Objects.requireNonNull(admit());
    }

    @Test
    void what_has_not_been_used_since_the_last_heartbeat_is_not_wanted_any_more() {
        deal(4, 4);
        admitted().release();

        assertThat(permits.all()).containsExactly(new Demand(SUBJECT, 0, 1));
        permits.answered(List.of(new Demand(SUBJECT, 0, 1)), List.of(new Share(SUBJECT, 1, 1)));
        assertThat(permits.all()).containsExactly(new Demand(SUBJECT, 0, 0));
    }

    @Test
    void where_all_is_in_use_nobody_asks_again_before_the_heartbeat() {
        deal(1, 1);
        admitted();
        admit();
        permits.answered(permits.missed(), List.of(new Share(SUBJECT, 1, 1)));
        admit();

        assertThat(permits.missed()).isEmpty();
        assertThat(permits.rooms(10)).doesNotContainKey("mail");
        assertThat(permits.all())
                .singleElement()
                .satisfies(demand -> assertThat(demand.wanted()).isGreaterThan(1));
    }

    @Test
    void a_permit_that_comes_free_is_told_to_those_who_wait_for_it() {
        deal(1, 1);
        var used = admitted();
        assertThat(permits.start("mail", "acme")).isNull();

        assertThat(used.release().awaited()).isTrue();
        assertThat(used.release().awaited()).isFalse();
        assertThat(permits.rooms(10)).containsKey("mail");
    }

    @Test
    void who_starts_does_not_overtake_those_who_wait() {
        deal(1, 1);
        var used = admitted();
        assertThat(permits.start("mail", "acme")).isNull();
        used.release();

        assertThat(permits.start("mail", "acme")).isNull();
        assertThat(admit()).isNotNull();
    }

    @Test
    void runs_that_are_under_way_count_when_a_limit_is_set() {
        assertThat(permits.start(Queue.DEFAULT, "acme")).isNotNull();
        assertThat(permits.start(Queue.DEFAULT, "globex")).isNotNull();

        permits.know(new Allowances(Map.of(), Map.of("acme", new Allowance(3, 1))));

        assertThat(permits.all()).containsExactly(new Demand(Subject.tenant("acme"), 1, 1));
        assertThat(permits.closedTenants()).isEmpty();
    }

    @Test
    void a_tenant_without_room_is_not_looked_for() {
        permits.know(new Allowances(Map.of(), Map.of("acme", new Allowance(3, 1))));
        assertThat(permits.admit(Queue.DEFAULT, "acme")).isNull();
        permits.close(Queue.DEFAULT, "acme");

        assertThat(permits.closedTenants()).containsExactly("acme");
        assertThat(permits.admit(Queue.DEFAULT, "globex")).isNotNull();
    }

    @Test
    void the_limit_of_one_worker_needs_no_deal() {
        know(Queue.named("mail").withWorkerConcurrency(2));

        assertThat(permits.rooms(10)).containsEntry("mail", 2);
        admitted();
        admitted();
        assertThat(admit()).isNull();
        assertThat(permits.missed()).isEmpty();
    }

    @Test
    void what_has_a_rate_is_started_by_a_look_only() {
        know(Queue.named("mail").withRate(5, Duration.ofSeconds(1)));

        assertThat(permits.start("mail", "acme")).isNull();
        assertThat(admit()).isNotNull();
    }
}
