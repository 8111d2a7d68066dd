package dev.penstock.citus.lint.rule;

import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Token;
import dev.penstock.citus.sql.Tokens;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** run_command_on_… changes data or schema. */
final class RunCommand implements Rule {

    private static final Pattern CHANGES = Pattern.compile(
            "\\b(alter|create|drop|update|delete|insert|truncate|grant|revoke|merge|do|call|vacuum|reindex)\\b",
            Pattern.CASE_INSENSITIVE);

    @Override
    public Card card() {
        return new Card(
                "CIT208",
                Severity.ERROR,
                "run_command_on_… changes data or schema",
                "Write the ordinary statement; Citus carries it to the shards in one transaction");
    }

    @Override
    public void check(Scene scene) {
        for (Call call : scene.calls(
                "run_command_on_shards",
                "run_command_on_placements",
                "run_command_on_workers",
                "run_command_on_all_nodes",
                "run_command_on_colocated_placements",
                "run_command_on_coordinator")) {
            var strings = Stream.concat(
                            call.arguments().stream().map(Call.Argument::value).flatMap(Tokens::stream),
                            Stream.<Token>empty())
                    .filter(Token::isString)
                    .map(Token::value)
                    .toList();
            if (strings.isEmpty()
                    || strings.stream().anyMatch(text -> CHANGES.matcher(text).find())) {
                scene.report(
                        call.span(),
                        "%s commits on each %s by itself",
                        call.function(),
                        call.is("run_command_on_workers") || call.is("run_command_on_all_nodes") ? "node" : "shard");
            }
        }
    }
}
