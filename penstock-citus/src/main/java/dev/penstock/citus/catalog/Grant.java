package dev.penstock.citus.catalog;

/**
 * A privilege that somebody was given.
 *
 * @param grantee a role, or {@code PUBLIC}
 */
public record Grant(String grantee, String privilege, boolean grantable) {}
