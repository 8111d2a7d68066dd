package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.Catalog;
import java.util.List;

/**
 * The schemas as they are, and what each table would be on Citus.
 *
 * @param findings one for each check of the data; empty when they were left out
 */
public record Inspection(Catalog catalog, Classification classification, List<Finding> findings) {}
