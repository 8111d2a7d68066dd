package dev.penstock.citus.inspect;

import dev.penstock.citus.inspect.TenantSource.None;
import dev.penstock.citus.inspect.TenantSource.Own;
import java.util.List;

/** Tables that Citus has made something of already: that goes before what they could be. Pure. */
final class Placed {

    private Placed() {}

    static Verdict of(Verdict verdict) {
        var distribution = verdict.table().distribution();
        var settled = new Verdict(
                verdict.table(),
                verdict.tableClass(),
                verdict.why(),
                verdict.source(),
                verdict.fallback(),
                verdict.otherPaths(),
                verdict.table().strandedBytes() == 0
                        ? List.of()
                        : List.of(Note.decide(verdict.table().strandedBytes()
                                + " bytes of rows are left in the coordinator's own table, where the next constraint"
                                + " will find them")));
        return switch (distribution.state()) {
            case HASH ->
                verdict.source() instanceof Own own && own.column().name().equals(distribution.column())
                        ? settled.as(
                                TableClass.DISTRIBUTED,
                                "by " + distribution.column() + ", group " + distribution.colocationId()
                                        + " of this cluster")
                        : settled.as(
                                TableClass.BLOCKED,
                                "distributed by " + distribution.column()
                                        + " already: alter_distributed_table, or undistribute_table first");
            case REFERENCE ->
                verdict.source() instanceof None
                        ? settled.as(TableClass.REFERENCE, "a reference table already")
                        : settled.as(
                                TableClass.BLOCKED,
                                "a reference table already, though it has a tenant: undistribute it");
            case SINGLE_SHARD ->
                settled.as(
                        TableClass.DISTRIBUTED,
                        "in one shard" + (distribution.schemaSharded() ? ", because its schema is distributed" : ""));
            case LEGACY -> settled.as(TableClass.BLOCKED, "distributed by range or append already");
            case PLAIN, CITUS_LOCAL -> verdict;
        };
    }
}
