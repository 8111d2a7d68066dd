package dev.penstock.citus.lint.rule;

import dev.penstock.citus.lint.known.Known;
import dev.penstock.citus.sql.Call;

/** The server does not let Citus decode. */
final class OutputPlugin implements Rule {

    @Override
    public Card card() {
        return new Card(
                "CIT013",
                Severity.ERROR,
                "The server does not let Citus decode",
                "ALTER DATABASE … SET output_plugin_libraries = pgoutput, test_decoding, citus on every node");
    }

    @Override
    public void check(Scene scene) {
        Known.Node node = scene.known().node();
        if (node == null || node.decodesCitus()) {
            return;
        }
        for (Call call : scene.calls(
                "create_distributed_table_concurrently",
                "isolate_tenant_to_new_shard",
                "citus_split_shard_by_split_points")) {
            if (!call.argument("shard_transfer_mode", 9)
                    .map(mode -> mode.first().value().equals("block_writes"))
                    .orElse(false)) {
                scene.report(
                        call.span(),
                        "%s needs the output plugin citus, which output_plugin_libraries does not list",
                        call.function());
            }
        }
    }
}
