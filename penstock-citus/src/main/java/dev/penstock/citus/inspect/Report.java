package dev.penstock.citus.inspect;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An inspection in plain words: what is shown, as text and as JSON alike.
 *
 * @param citus version of the extension; null on plain PostgreSQL
 * @param counts tables by class
 */
public record Report(
        String database,
        String postgres,
        @Nullable String citus,
        Tenant tenant,
        Map<String, Long> counts,
        List<Row> tables) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** What tells tenants apart. */
    public record Tenant(
            String column,
            String type,
            @Nullable String root,
            @Nullable String rootColumn,
            String evidence) {}

    /**
     * A table.
     *
     * @param tableClass one of distributed, ready, needs backfill, reference, stays local, blocked
     * @param tenant the column or the path that it is found over; null when there is none
     * @param estimatedRows null when nobody has analyzed the table
     * @param state plain, citus_local, reference, single_shard, hash or legacy
     */
    public record Row(
            String schema,
            String name,
            String quoted,
            @JsonProperty("class") String tableClass,
            String why,
            @Nullable String tenant,
            @Nullable String fallback,
            List<String> otherPaths,
            @Nullable Long estimatedRows,
            long bytes,
            String state,
            List<Remark> notes,
            List<Check> checks) {}

    /** @param weight blocks, decide or note */
    public record Remark(String weight, String text) {}

    /** @param kind no_tenant, malformed, unreached, orphans or cross_tenant */
    public record Check(
            String kind,
            String about,
            long count,
            List<String> samples,
            boolean sampled,
            @Nullable String notChecked) {}

    public static Report of(Inspection inspection) {
        var catalog = inspection.catalog();
        var classification = inspection.classification();
        var key = classification.tenant();
        var findings = inspection.findings().stream()
                .collect(groupingBy(finding -> finding.check().table().oid()));
        return new Report(
                catalog.server().database(),
                catalog.server().versionText(),
                catalog.server().citusVersion(),
                new Tenant(
                        key.column(),
                        key.type(),
                        key.root() == null ? null : key.root().quoted(),
                        key.rootColumn(),
                        key.evidence()),
                classification.verdicts().stream()
                        .collect(groupingBy(verdict -> verdict.tableClass().toString(), TreeMap::new, counting())),
                classification.verdicts().stream()
                        .map(verdict -> row(
                                verdict, findings.getOrDefault(verdict.table().oid(), List.of())))
                        .toList());
    }

    /** The same fields as the components of this record, in snake case. */
    public String json() {
        return JSON.writeValueAsString(this);
    }

    private static Row row(Verdict verdict, List<Finding> findings) {
        var table = verdict.table();
        return new Row(
                table.name().schema(),
                table.name().name(),
                table.name().quoted(),
                verdict.tableClass().toString(),
                verdict.why(),
                text(verdict.source()),
                text(verdict.fallback()),
                verdict.otherPaths().stream().map(Object::toString).toList(),
                table.estimatedRows(),
                table.bytes(),
                lower(table.distribution().state()),
                verdict.notes().stream()
                        .map(note -> new Remark(lower(note.weight()), note.text()))
                        .toList(),
                findings.stream()
                        .map(finding -> new Check(
                                lower(finding.check().kind()),
                                finding.check().about(),
                                finding.count(),
                                finding.samples(),
                                finding.sampled(),
                                finding.notChecked()))
                        .toList());
    }

    private static @Nullable String text(TenantSource source) {
        return source instanceof TenantSource.None ? null : source.toString();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
