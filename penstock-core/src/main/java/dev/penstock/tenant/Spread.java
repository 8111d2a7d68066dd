package dev.penstock.tenant;

import dev.penstock.run.RunId;
import java.util.List;

/**
 * A tenant that is spread over buckets, for good; see the package note.
 *
 * @param tenant its name
 * @param buckets what stands for it in the column {@code tenant}, in this order; 2 to 1,024, a power of two
 */
public record Spread(String tenant, List<String> buckets) {

    private static final char MARK = '~';

    public Spread {
        buckets = List.copyOf(buckets);
    }

    /** The bucket that a run is in. */
    public String bucketOf(RunId run) {
        return buckets.get(run.slot() % buckets.size());
    }

    /** What the buckets of a tenant are called. */
    public static String bucket(String tenant, int number) {
        return tenant + MARK + number;
    }

    /** Whether it is the name of a bucket, which no tenant may have. */
    public static boolean isBucket(String stored) {
        return markOf(stored) > 0;
    }

    /** The tenant that is meant by what stands in the column {@code tenant}. */
    public static String tenantOf(String stored) {
        int mark = markOf(stored);
        return mark > 0 ? stored.substring(0, mark) : stored;
    }

    /** Where the number of the bucket is set off; 0 or less when it is none. */
    private static int markOf(String stored) {
        int at = stored.length() - 1;
        while (at > 0 && stored.charAt(at) >= '0' && stored.charAt(at) <= '9') {
            at--;
        }
        return at < stored.length() - 1 && stored.charAt(at) == MARK ? at : 0;
    }
}
