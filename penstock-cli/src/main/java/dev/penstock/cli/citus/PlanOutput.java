package dev.penstock.cli.citus;

import static dev.penstock.citus.failure.CitusErrorCode.PLAN_UNDECIDED;
import static dev.penstock.citus.failure.CitusErrorCode.PLAN_UNWRITABLE;

import dev.penstock.citus.failure.CitusException;
import dev.penstock.citus.plan.Decision;
import dev.penstock.citus.plan.Plan;
import dev.penstock.citus.plan.PlanFile;
import dev.penstock.citus.plan.PlanText;
import dev.penstock.citus.plan.SqlScript;
import dev.penstock.cli.terminal.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a plan goes, and what has been chosen for it; shared by the verbs that make one. */
final class PlanOutput {

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write the plan. What was chosen in a plan that is there already is kept.")
    private @Nullable Path out;

    @Option(
            names = "--decide",
            paramLabel = "ID=OPTION",
            description = "Choose, by the decision's id or for all of its kind; \"recommended\" is an option too."
                    + " May be repeated")
    private Map<String, String> decided = new LinkedHashMap<>();

    @Option(names = "--sql", paramLabel = "FILE", description = "Also write the plan as plain SQL.")
    private @Nullable Path sql;

    @Option(names = "--sql-flyway", paramLabel = "FOLDER", description = "Also write the plan as Flyway migrations.")
    private @Nullable Path flyway;

    @Option(
            names = "--flyway-version",
            paramLabel = "VERSION",
            defaultValue = "1000",
            description = "Their version; each adds a part to it. Default: ${DEFAULT-VALUE}")
    private String version = "1000";

    @Option(names = "--json", description = "Print the whole plan as JSON.")
    private boolean json;

    /** Option by id or kind: those of the file, and over them those of the command line. */
    Map<String, String> choices() {
        var choices = new HashMap<String, String>();
        if (out != null && Files.exists(out)) {
            PlanFile.read(out).decisions().stream()
                    .filter(decision -> decision.chosen() != null)
                    .forEach(decision -> choices.put(decision.id(), String.valueOf(decision.chosen())));
        }
        decided.forEach((key, option) -> {
            choices.put(key, option);
            if (isKind(key)) {
                choices.keySet()
                        .removeIf(
                                id -> id.startsWith(key.toLowerCase(Locale.ROOT).replace('_', '-') + ".")
                                        && !decided.containsKey(id));
            }
        });
        return choices;
    }

    /** Writes and prints the plan; gives the exit status. */
    int write(Plan plan, PrintWriter terminal, PrintWriter errors) {
        if (out != null) {
            PlanFile.write(plan, out);
        }
        if (sql != null) {
            file(sql, SqlScript.of(plan));
        }
        if (flyway != null) {
            for (var file : SqlScript.flyway(plan, version).entrySet()) {
                file(flyway.resolve(file.getKey()), file.getValue());
            }
        }
        terminal.print(json ? Json.ascii(PlanFile.json(plan)) + "\n" : PlanText.of(plan));
        terminal.flush();
        if (plan.undecided().isEmpty()) {
            return ExitStatus.DONE;
        }
        errors.println("penstock: " + PLAN_UNDECIDED + ": " + plan.undecided().size()
                + " decisions are open; the plan cannot be applied before they are made");
        return ExitStatus.of(PLAN_UNDECIDED);
    }

    private static boolean isKind(String key) {
        for (Decision.Kind kind : Decision.Kind.values()) {
            if (kind.name().equals(key)) {
                return true;
            }
        }
        return false;
    }

    private static void file(Path file, String text) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CitusException(PLAN_UNWRITABLE, file + " cannot be written: " + e, e);
        }
    }
}
