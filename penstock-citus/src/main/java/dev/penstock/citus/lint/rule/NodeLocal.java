package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Statement;
import java.util.Locale;

/** Advisory locks, LISTEN and NOTIFY work on one node only. */
final class NodeLocal implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT312",
                Severity.WARNING,
                "Advisory locks, LISTEN and NOTIFY work on one node only",
                "Use them on connections to the coordinator only, or a row lock of the tenant");
    }

    @Override
    public void check(Scene scene) {
        if (scene.statement() instanceof Statement.Notification notification) {
            scene.report(
                    notification.tokens(),
                    "%s %s reaches one node only",
                    notification.verb().toUpperCase(Locale.ROOT),
                    notification.channel());
        }
        for (Call call : scene.calls(
                "pg_advisory_lock",
                "pg_advisory_xact_lock",
                "pg_try_advisory_lock",
                "pg_try_advisory_xact_lock",
                "pg_advisory_lock_shared",
                "pg_advisory_xact_lock_shared",
                "pg_notify")) {
            scene.report(call.span(), "%s works on one node only", call.function());
        }
    }
}
