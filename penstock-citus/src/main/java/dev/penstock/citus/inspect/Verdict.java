package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.Table;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a table would be on Citus, and the evidence.
 *
 * @param why in a few words
 * @param source where its tenant comes from
 * @param fallback where the tenant of rows comes from whose own column is NULL
 * @param otherPaths further ways to a tenant, best first
 * @param notes heaviest first
 */
public record Verdict(
        Table table,
        TableClass tableClass,
        String why,
        TenantSource source,
        TenantSource fallback,
        List<TenantSource.Path> otherPaths,
        List<Note> notes) {

    public Verdict {
        otherPaths = List.copyOf(otherPaths);
        notes = notes.stream()
                .sorted((a, b) -> a.weight().compareTo(b.weight()))
                .toList();
    }

    Verdict as(TableClass other, String because) {
        return new Verdict(table, other, because, source, fallback, otherPaths, notes);
    }

    Verdict with(Note note) {
        return new Verdict(
                table,
                tableClass,
                why,
                source,
                fallback,
                otherPaths,
                Stream.concat(notes.stream(), Stream.of(note)).toList());
    }
}
