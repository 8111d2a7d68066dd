package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.Penstock;
import dev.penstock.failure.NonRetryableException;
import dev.penstock.postgres.TestDatabase;
import dev.penstock.run.RunFailedException;
import dev.penstock.run.RunId;
import dev.penstock.run.Start;
import dev.penstock.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The verbs against a database in which two runs have ended and one is to begin tomorrow. */
@TestInstance(Lifecycle.PER_CLASS)
class RunsVerbsTest {

    record Greeting(String text, int length) {}

    private static final Workflow<String, Greeting> GREET =
            Workflow.define("greet", String.class, Greeting.class, (name, run) -> {
                if (name.isEmpty()) {
                    throw new NonRetryableException("nobody to greet");
                }
                return run.step("compose", Greeting.class, () -> new Greeting("Hello " + name, name.length()));
            });

    private TestDatabase database;
    private RunId completed;
    private RunId failed;
    private RunId queued;

    @BeforeAll
    void prepare() {
        database = TestDatabase.create();
        try (var penstock = Penstock.connect(url(), null, null).register(GREET).start()) {
            var acme = penstock.tenant("acme");
            var greeted = acme.start(GREET, "Ada", Start.idempotencyKey("first").withAttribute("colour", "green"));
            greeted.result();
            var refused = acme.start(GREET, "");
            assertThatThrownBy(refused::result).isInstanceOf(RunFailedException.class);
            completed = greeted.id();
            failed = refused.id();
            queued = acme.start(GREET, "Bea", Start.options().withDelay(Duration.ofDays(1)))
                    .id();
        }
    }

    @AfterAll
    void drop() {
        database.close();
    }

    @Test
    void listShowsTheTenantsRunsNewestFirst() {
        var spoken = runs("list");

        assertThat(spoken.status()).isZero();
        assertThat(spoken.out().lines().skip(2).map(line -> line.split(" +")[0]))
                .containsExactly(queued.toString(), failed.toString(), completed.toString());
        assertThat(spoken.out()).contains("greet").contains("first");
    }

    @Test
    void listOfAnotherTenantShowsNothing() {
        assertThat(Spoken.by("runs", "list", "--url", url(), "--tenant", "other")
                        .out())
                .isEqualTo("no runs\n");
    }

    @Test
    void listFiltersByStateWorkflowAndAttribute() {
        assertThat(ids("--state", "failed", "--state", "queued")).containsExactly(queued, failed);
        assertThat(ids("--attribute", "colour=green")).containsExactly(completed);
        assertThat(ids("--workflow", "other")).isEmpty();
    }

    @Test
    void listGoesOnWhereItsCursorPoints() {
        var first = json(runs("list", "--page-size", "2", "--json"));
        var second = json(runs(
                "list",
                "--page-size",
                "2",
                "--json",
                "--cursor",
                first.get("cursor").asString()));

        assertThat(idsIn(first)).containsExactly(queued, failed);
        assertThat(idsIn(second)).containsExactly(completed);
        assertThat(second.get("cursor").isNull()).isTrue();
    }

    @Test
    void showTellsWhyARunFailed() {
        var spoken = runs("show", failed.toString());

        assertThat(spoken.status()).isZero();
        assertThat(spoken.out()).contains("failed").contains("NonRetryableException: nobody to greet");
    }

    @Test
    void showAnswersInJsonWithTheDatabasesSpelling() {
        var run = json(runs("show", completed.toString(), "--json"));

        assertThat(run.get("id").asString()).isEqualTo(completed.toString());
        assertThat(run.get("state").asString()).isEqualTo("completed");
        assertThat(run.get("idempotency_key").asString()).isEqualTo("first");
        assertThat(run.get("attributes").get("colour").asString()).isEqualTo("green");
    }

    @Test
    void stepsShowsRecordsWithTheirResults() {
        var text = runs("steps", completed.toString());
        var steps = json(runs("steps", completed.toString(), "--json"));

        assertThat(text.out()).contains("compose", "completed", "Hello Ada");
        assertThat(steps).hasSize(1);
        assertThat(steps.get(0).get("result").get("text").asString()).isEqualTo("Hello Ada");
        assertThat(steps.get(0).get("state").asString()).isEqualTo("completed");
    }

    @Test
    void cancelSaysWhatBecameOfTheRun() {
        var cancelled = startTomorrow();

        assertThat(runsOf("cancelling", "cancel", cancelled.toString()).out())
                .isEqualTo("run " + cancelled + " is cancelled\n");
        assertThat(runs("cancel", completed.toString()).out())
                .isEqualTo("run " + completed + " had already finished: completed\n");
        assertThat(json(runsOf("cancelling", "cancel", cancelled.toString(), "--json"))
                        .get("state")
                        .asString())
                .isEqualTo("cancelled");
    }

    @Test
    void resumeQueuesAFailedRunAndRefusesAnyOther() {
        RunId broken;
        try (var penstock = Penstock.connect(url(), null, null).register(GREET).start()) {
            var handle = penstock.tenant("resuming").start(GREET, "");
            assertThatThrownBy(handle::result).isInstanceOf(RunFailedException.class);
            broken = handle.id();
        }

        assertThat(runsOf("resuming", "resume", broken.toString()).out())
                .isEqualTo("run " + broken + " is queued; the next free worker goes on with it\n");
        assertThat(json(runsOf("resuming", "resume", broken.toString(), "--json"))
                        .get("state")
                        .asString())
                .isEqualTo("queued");
        var refused = runs("resume", completed.toString());
        assertThat(refused.status()).isEqualTo(4);
        assertThat(refused.err()).startsWith("penstock: PEN-1016 ").hasLineCount(1);
    }

    /** In a tenant of its own, so that the lists of the other tests stay as they are. */
    private RunId startTomorrow() {
        try (var penstock = Penstock.connect(url(), null, null).register(GREET).start()) {
            return penstock.tenant("cancelling")
                    .start(GREET, "Cid", Start.options().withDelay(Duration.ofDays(1)))
                    .id();
        }
    }

    @Test
    void anUnknownRunIsNotFound() {
        var spoken = runs("show", new UUID(0, 0).toString());

        assertThat(spoken.status()).isEqualTo(3);
        assertThat(spoken.out()).isEmpty();
        assertThat(spoken.err()).startsWith("penstock: PEN-1011 ").hasLineCount(1);
    }

    @Test
    void whatIsNoRunIdIsWrongUsage() {
        var spoken = runs("show", "seven");

        assertThat(spoken.status()).isEqualTo(2);
        assertThat(spoken.err())
                .startsWith("penstock: PEN-1010 ")
                .contains("'seven'")
                .hasLineCount(1);
    }

    @Test
    void aStateThatIsNoneIsWrongUsage() {
        assertThat(runs("list", "--state", "lost").err()).contains("PEN-1010").contains("waiting");
    }

    @Test
    void aDatabaseThatIsNotThereIsOneLineAndItsOwnStatus() {
        var spoken = Spoken.by("runs", "list", "--tenant", "acme", "--url", "jdbc:postgresql://127.0.0.1:1/none");

        assertThat(spoken.status()).isEqualTo(5);
        assertThat(spoken.err())
                .startsWith("penstock: PEN-3002 ")
                .contains("127.0.0.1:1")
                .hasLineCount(1);
    }

    @Test
    void aHostThatIsNotKnownIsNamed() {
        var spoken = Spoken.by("runs", "list", "--tenant", "acme", "--url", "jdbc:postgresql://none.invalid/none");

        assertThat(spoken.status()).isEqualTo(5);
        assertThat(spoken.err()).contains("the host none.invalid is not known").hasLineCount(1);
    }

    @Test
    void lookingInstallsNothing() throws Exception {
        try (var empty = TestDatabase.create()) {
            var spoken = Spoken.by("runs", "list", "--tenant", "acme", "--url", url(empty));

            assertThat(spoken.status()).isEqualTo(5);
            assertThat(spoken.err()).contains("PEN-3008").contains("schema install");
            try (var connection = empty.connect();
                    var statement = connection.createStatement();
                    var row = statement.executeQuery("select to_regnamespace('penstock') is null")) {
                row.next();
                assertThat(row.getBoolean(1)).isTrue();
            }
        }
    }

    @Test
    void errorsDoNotRepeatThePassword() {
        var spoken = Spoken.by(
                "runs", "list", "--tenant", "acme", "--url", "jdbc:postgresql://127.0.0.1:1/none?password=secret");

        assertThat(spoken.err()).isNotBlank().doesNotContain("secret");
    }

    private List<RunId> ids(String... filters) {
        var arguments = new ArrayList<>(List.of("list", "--json"));
        arguments.addAll(List.of(filters));
        return idsIn(json(runs(arguments.toArray(String[]::new))));
    }

    private static List<RunId> idsIn(JsonNode page) {
        return page.get("items")
                .valueStream()
                .map(run -> RunId.of(run.get("id").asString()))
                .toList();
    }

    private static JsonNode json(Spoken spoken) {
        assertThat(spoken.status()).as(spoken.err()).isZero();
        return JsonMapper.shared().readTree(spoken.out());
    }

    private Spoken runs(String... arguments) {
        return runsOf("acme", arguments);
    }

    private Spoken runsOf(String tenant, String... arguments) {
        var all = new ArrayList<>(List.of("runs"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", url(), "--tenant", tenant));
        return Spoken.by(all.toArray(String[]::new));
    }

    private String url() {
        return url(database);
    }

    static String url(TestDatabase database) {
        return database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password();
    }
}
