package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Token;
import java.util.Set;
import java.util.regex.Pattern;

/** A colocation id, shard id or shard table is hard-coded. */
final class HardCodedId implements Rule {

    private static final Set<String> IDS = Set.of("colocationid", "colocation_id", "shardid", "shard_id");
    /** Citus numbers shards from 102008. */
    private static final Pattern SHARD = Pattern.compile(".+_(?:10[2-9]\\d{3}|1[1-9]\\d{4})");

    @Override
    public Card card() {
        return new Card(
                "CIT016",
                Severity.ERROR,
                "A colocation id, shard id or shard table is hard-coded",
                "Look it up at run time, by the name of a table");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.distributing()) {
            call.argument("colocate_with", 3)
                    .filter(value -> !value.isEmpty() && value.first().value().matches("\\d+"))
                    .ifPresent(value -> scene.report(
                            value,
                            "colocation group %s is a number of one cluster",
                            value.first().value()));
        }
        if (scene.step().nested()) {
            return;
        }
        var tokens = scene.statement().tokens();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean compared = i + 2 < tokens.size()
                    && tokens.get(i + 1).isSymbol("=")
                    && tokens.get(i + 2).kind() == Token.Kind.NUMBER;
            if (token.isName() && IDS.contains(token.value()) && compared) {
                scene.report(
                        tokens.get(i + 2),
                        "%s %s is a number of one cluster",
                        token.value(),
                        tokens.get(i + 2).value());
            }
            if (token.isName() && SHARD.matcher(token.value()).matches()) {
                scene.report(token, "%s looks like the table of a shard", token.value());
            }
        }
        for (Call call : scene.calls(
                "citus_move_shard_placement",
                "citus_copy_shard_placement",
                "citus_split_shard_by_split_points",
                "master_move_shard_placement")) {
            call.argument("shard_id", 0)
                    .filter(value -> !value.isEmpty() && value.first().kind() == Token.Kind.NUMBER)
                    .ifPresent(value -> scene.report(
                            value,
                            "shard %s is a number of one cluster",
                            value.first().value()));
        }
    }
}
