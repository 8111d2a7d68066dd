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

    private final Sights sights;

    private Orders(Sights sights) {
        this.sights = sights;
    }

    static Workflow<Integer, String> pack(Sights sights) {
        var orders = new Orders(sights);
        return Workflow.define(
                "pack",
                Integer.class,
                String.class,
                (number, run) -> orders.step(run, "weigh") + " " + orders.enter(run, "enter-4"));
    }

    /** @param sights is told what each execution goes past */
    static Workflow<Integer, String> fulfil(Sights sights) {
        var orders = new Orders(sights);
        var pack = pack(sights);
        return Workflow.define("fulfil", Integer.class, String.class, (number, run) -> {
            var results = new ArrayList<String>();
            results.add(orders.step(run, "reserve"));
            results.add(sights.saw(run, "charge", run.step(charge(number))));
            results.add(orders.enter(run, "enter-1"));
            results.add(orders.step(run, "pick"));
            run.sleep("rest", rest(number));
            results.add(orders.enter(run, "enter-2"));
            results.add(number % 3 == 0 ? run.call(pack, number) : orders.step(run, "pack"));
            results.add(orders.step(run, "label"));
            results.add(orders.enter(run, "enter-3"));
            results.add(orders.step(run, "notify"));
            return String.join(" ", results);
        });
    }

    private String step(Run run, String name) {
        return sights.saw(run, name, run.step(name, String.class, Orders::unique));
    }

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

    private String enter(Run run, String step) {
        return sights.saw(run, step, run.transaction(step, String.class, tx -> entered(tx, run, step)));
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
