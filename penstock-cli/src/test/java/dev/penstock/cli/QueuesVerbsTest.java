package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.Penstock;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.queue.Allowance;
import dev.penstock.queue.Queue;
import dev.penstock.queue.Rate;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The verbs on queues and tenants say what Java says. */
class QueuesVerbsTest {

    private final TestDatabase database = TestDatabase.create();
    private Penstock penstock;

    @BeforeEach
    void open() {
        penstock = Penstock.connect(url(), null, null).client();
    }

    @AfterEach
    void drop() {
        penstock.close();
        database.close();
    }

    @Test
    void aQueueIsMadeSetAndListed() {
        assertThat(say("queues", "list").out()).contains("no queues but the default one");

        assertThat(say("queues", "set", "mail", "--concurrency", "50", "--rate", "20/5m", "--burst", "3")
                        .status())
                .isZero();

        assertThat(penstock.queues().list())
                .containsExactly(
                        Queue.named("mail").withConcurrency(50).withRate(new Rate(20, Duration.ofMinutes(5), 3)));
        assertThat(say("queues", "list").out())
                .contains("mail")
                .contains("50")
                .contains("20 in PT5M, at most 3 at once");
        assertThat(say("queues", "list", "--json").out()).contains("\"mail\"");

        assertThat(say("queues", "set", "mail").status()).isZero();
        assertThat(penstock.queues().list()).containsExactly(Queue.named("mail"));
    }

    @Test
    void whatIsNoLimitIsRefused() {
        assertThat(say("queues", "set", "mail", "--concurrency", "0").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(say("queues", "set", "mail", "--rate", "often").err()).contains("100/s");
        assertThat(say("queues", "set", "mail", "--burst", "7").err()).contains("--rate");
        assertThat(say("queues", "set", "default").err()).contains("PEN-1003");
        assertThat(penstock.queues().list()).isEmpty();
    }

    @Test
    void aTenantIsAllowedAndListed() {
        assertThat(say("tenants", "list").out()).contains("no tenant");

        assertThat(say("tenants", "allow", "acme", "--concurrency", "20", "--weight", "3")
                        .status())
                .isZero();

        assertThat(penstock.tenant("acme").allowance()).isEqualTo(new Allowance(20, 3));
        assertThat(say("tenants", "list").out()).contains("acme").contains("20");
        assertThat(say("tenants", "list", "--json").out()).contains("\"acme\"");
    }

    @Test
    void aTenantIsSpreadAndListed() {
        var said = say("tenants", "spread", "huge", "--buckets", "4");
        var buckets = penstock.tenant("huge").buckets();

        assertThat(said.status()).isZero();
        assertThat(buckets).hasSize(4);
        assertThat(said.out()).contains(buckets);
        assertThat(say("tenants", "list").out()).contains("huge").contains("4");
        assertThat(say("tenants", "list", "--json").out()).contains("\"" + buckets.getFirst() + "\"");
        var refused = say("tenants", "spread", "huge", "--buckets", "8");
        assertThat(refused.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(refused.err()).contains("PEN-1019");
        assertThat(say("runs", "list", "--tenant", buckets.getFirst()).status()).isEqualTo(ExitStatus.USAGE);
    }

    private Spoken say(String... words) {
        var all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--url";
        all[words.length + 1] = url();
        return Spoken.by(all);
    }

    private String url() {
        return RunsVerbsTest.url(database);
    }
}
