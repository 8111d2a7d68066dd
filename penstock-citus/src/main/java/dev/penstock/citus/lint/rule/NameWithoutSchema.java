package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Regclass;
import dev.penstock.citus.sql.Call;
import dev.penstock.citus.sql.Statement;
import java.util.List;
import java.util.Set;

/** A table is looked up by name without its schema. */
final class NameWithoutSchema implements Rule {

    private static final Set<String> CATALOGS =
            Set.of("information_schema", "pg_class", "pg_tables", "pg_indexes", "pg_views", "pg_sequences");
    private static final Set<String> NAMES =
            Set.of("relname", "table_name", "tablename", "indexname", "viewname", "sequencename");
    private static final Set<String> SCHEMAS =
            Set.of("nspname", "relnamespace", "table_schema", "schemaname", "constraint_schema", "regclass");

    @Override
    public Card card() {
        return new Card(
                "CIT219",
                Severity.ERROR,
                "A table is looked up by name without its schema",
                "Write the schema in names inside strings, and compare it in catalog queries");
    }

    @Override
    public void check(Scene scene) {
        if (scene.step().nested()) {
            return;
        }
        boolean path = scene.earlier().stream()
                .anyMatch(each ->
                        each instanceof Statement.SetParameter set && set.name().equals("search_path"));
        var literals = scene.calls(
                "create_distributed_table",
                "create_distributed_table_concurrently",
                "create_reference_table",
                "undistribute_table",
                "truncate_local_data_after_distributing_table",
                "alter_distributed_table",
                "to_regclass",
                "isolate_tenant_to_new_shard");
        for (Call call : path ? List.<Call>of() : literals) {
            call.argument(call.is("to_regclass") ? "text" : "table_name", 0)
                    .flatMap(Regclass::of)
                    .filter(name -> name.schema() == null)
                    .ifPresent(name -> scene.report(name.span(), "'%s' is found by search_path", name));
        }
        var tokens = scene.statement().tokens();
        boolean catalog = tokens.stream().anyMatch(token -> CATALOGS.contains(token.value()));
        boolean schema = tokens.stream().anyMatch(token -> SCHEMAS.contains(token.value()));
        for (int i = 0; catalog && !schema && i + 2 < tokens.size(); i++) {
            boolean compared = tokens.get(i + 1).isSymbol("=")
                    || tokens.get(i + 1).is("in")
                    || tokens.get(i + 1).is("like");
            if (NAMES.contains(tokens.get(i).value()) && tokens.get(i).isName() && compared) {
                scene.report(
                        tokens.get(i),
                        "%s is compared without a schema",
                        tokens.get(i).value());
            }
        }
    }
}
