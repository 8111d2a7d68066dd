package dev.penstock.bench.chaos;

import dev.penstock.codec.PayloadType;
import dev.penstock.step.Retry;
import dev.penstock.step.Step;
import dev.penstock.step.StepOptions;
import dev.penstock.workflow.Run;
import dev.penstock.workflow.Workflow;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;

/**
 * The work: runs of ten steps, of which three write to the application's table, one sleeps, one may have to be tried
 * again and one may be a child. Each execution of a step returns something new.
 */
final class Orders {

    static final Workflow<Integer, String> PACK =
            Workflow.define("pack", Integer.class, String.class, (number, run) -> {
                var weight = run.step("weigh", String.class, Orders::unique);
                return weight + " " + enter(run, "enter-4");
            });

    static final Workflow<Integer, String> FULFIL =
            Workflow.define("fulfil", Integer.class, String.class, (number, run) -> {
                var results = new ArrayList<String>();
                results.add(run.step("reserve", String.class, Orders::unique));
                results.add(run.step(charge(number)));
                results.add(enter(run, "enter-1"));
                results.add(run.step("pick", String.class, Orders::unique));
                run.sleep("rest", rest(number));
                results.add(enter(run, "enter-2"));
                results.add(number % 3 == 0 ? run.call(PACK, number) : run.step("pack", String.class, Orders::unique));
                results.add(run.step("label", String.class, Orders::unique));
                results.add(enter(run, "enter-3"));
                results.add(run.step("notify", String.class, Orders::unique));
                return String.join(" ", results);
            });

    private Orders() {}

    private static String unique() {
        return UUID.randomUUID().toString();
    }

    /** One in four rests so long that its run leaves memory. */
    private static Duration rest(int number) {
        return Duration.ofMillis(number % 4 == 0 ? 1_000 + number % 2_000 : 5);
    }

    /** One in five fails at first, every other one of these so that its run leaves memory until the next attempt. */
    private static Step<String> charge(int number) {
        var delay = Duration.ofMillis(number % 10 == 0 ? 1_000 : 10);
        return new Step<>(
                "charge",
                PayloadType.of(String.class),
                StepOptions.defaults().withRetry(Retry.attempts(3).fixed(delay)),
                attempt -> {
                    if (number % 5 == 0 && attempt.number() == 1) {
                        throw new IOException("the bank is busy");
                    }
                    return unique();
                });
    }

    private static String enter(Run run, String step) {
        return run.transaction(step, String.class, tx -> entered(tx, run, step));
    }

    private static String entered(Connection tx, Run run, String step) throws SQLException {
        var result = unique();
        try (var insert =
                tx.prepareStatement("insert into chaos.effect (tenant, run_id, step, result) values (?, ?, ?, ?)")) {
            insert.setString(1, run.tenant());
            insert.setObject(2, run.id().value());
            insert.setString(3, step);
            insert.setString(4, result);
            insert.executeUpdate();
        }
        return result;
    }
}
