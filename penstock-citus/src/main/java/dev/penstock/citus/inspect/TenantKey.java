package dev.penstock.citus.inspect;

import dev.penstock.citus.catalog.QualifiedName;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What tells tenants apart.
 *
 * @param column the name that its column has, or should have
 * @param type in full, such as {@code uuid}
 * @param root the table with one row for each tenant, when there is one
 * @param rootColumn its key
 * @param evidence why it is taken for the tenant
 */
public record TenantKey(
        String column,
        String type,
        @Nullable QualifiedName root,
        @Nullable String rootColumn,
        String evidence) {

    private static final Pattern SEPARATORS = Pattern.compile("[^\\p{L}\\p{N}]");
    private static final Pattern ENDING = Pattern.compile("(?<=.)(id|uuid|guid)$");

    /** Whether a column of that name says the same: {@code tenant}, {@code tenant_id}, {@code "TenantID"}. */
    boolean isMeantBy(String name) {
        return meaning(name).equals(meaning(column));
    }

    /** A name without case, separators and a closing {@code id}. */
    static String meaning(String name) {
        return ENDING.matcher(bare(name)).replaceFirst("");
    }

    /** Whether a column of that name says what its row refers to. */
    static boolean identifies(String name) {
        return !meaning(name).equals(bare(name));
    }

    private static String bare(String name) {
        return SEPARATORS.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
    }

    boolean isRoot(QualifiedName table) {
        return table.equals(root);
    }
}
