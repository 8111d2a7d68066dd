package dev.penstock.bench.server;

import java.util.OptionalLong;

/**
 * What the server did during one interval.
 *
 * @param statements all but BEGIN and COMMIT; absent without pg_stat_statements
 * @param commits    commit records in the WAL, which read-only transactions do not write; absent without pg_walinspect
 * @param walBytes   the WAL's growth
 * @param pageBytes  the part of it that is whole pages, written on a page's first change after a checkpoint
 */
public record Counted(OptionalLong statements, OptionalLong commits, long walBytes, OptionalLong pageBytes) {}
