package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.QualifiedName;
import dev.penstock.citus.sql.Statement;
import dev.penstock.citus.sql.Token;
import dev.penstock.citus.sql.Tokens;
import java.util.Set;

/** A volatile function in UPDATE, DELETE or ON CONFLICT. */
final class VolatileWrite implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT304",
                Severity.ERROR,
                "A volatile function in UPDATE, DELETE or ON CONFLICT",
                "Compute the value in the client, or per tenant");
    }

    @Override
    public void check(Scene scene) {
        switch (scene.statement()) {
            case Statement.Update update
            when scene.mayBeDistributed(update.target().name()) -> {
                report(scene, update.set(), Volatile.RANDOM, update.target().name());
                report(scene, update.where(), Volatile.RANDOM, update.target().name());
            }
            case Statement.Delete delete
            when scene.mayBeDistributed(delete.target().name()) ->
                report(scene, delete.where(), Volatile.RANDOM, delete.target().name());
            case Statement.Insert insert
            when scene.mayBeDistributed(insert.target().name()) -> {
                report(
                        scene,
                        insert.conflict(),
                        Volatile.CHANGING,
                        insert.target().name());
                insert.conflict().stream()
                        .filter(token -> token.kind() == Token.Kind.WORD && Volatile.KEYWORDS.contains(token.value()))
                        .forEach(token -> scene.report(
                                token,
                                "%s on the conflict of %s is not immutable",
                                token.value(),
                                insert.target().name()));
            }
            default -> {
                // INSERT VALUES may call what it likes.
            }
        }
    }

    private static void report(Scene scene, Tokens where, Set<String> functions, QualifiedName table) {
        Call.in(where).stream()
                .filter(call -> functions.contains(call.function().name()))
                .forEach(call -> scene.report(
                        call.span(), "%s() in a write to %s differs from shard to shard", call.function(), table));
    }
}
