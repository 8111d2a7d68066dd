package dev.penstock.bench.server;

import java.util.OptionalLong;

/**
 * What the server did during one interval, most of it read from the WAL, which has it exactly.
 *
 * @param statements all but BEGIN and COMMIT; absent without pg_stat_statements
 * @param commits    commit records, which read-only transactions do not write; absent without pg_walinspect
 * @param walBytes   the WAL's growth
 * @param pageBytes  the part of it that is whole pages, written on a page's first change after a checkpoint
 * @param updates    rows updated, absent without pg_walinspect
 * @param hotUpdates those of them that touched no index
 * @param indexWrites entries put into indexes, page splits included
 */
public record Counted(
        OptionalLong statements,
        OptionalLong commits,
        long walBytes,
        OptionalLong pageBytes,
        OptionalLong updates,
        OptionalLong hotUpdates,
        OptionalLong indexWrites) {}
