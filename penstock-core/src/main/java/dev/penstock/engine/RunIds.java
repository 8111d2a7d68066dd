package dev.penstock.engine;

import dev.penstock.run.RunId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** How runs get their ids (RFC 9562). */
final class RunIds {

    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VARIANT_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

    private RunIds() {}

    /** A time-ordered id (version 7), so that runs created together lie together in the index. */
    static RunId ordered(Instant now) {
        var random = ThreadLocalRandom.current();
        long high = (now.toEpochMilli() << 16) | 0x7000L | random.nextInt(1 << 12);
        return new RunId(new UUID(high, (random.nextLong() & VARIANT_MASK) | VARIANT));
    }

    /** The id of the one run with this idempotency key (version 8, from a hash). */
    static RunId ofIdempotencyKey(String tenant, String workflow, String key) {
        return hashed("start", tenant, workflow, key);
    }

    /** The id of the child that a run starts in this step. */
    static RunId ofChild(String tenant, RunId parent, String step) {
        return hashed("child", tenant, parent.toString(), step).inSlotOf(parent);
    }

    /** The id of the run that a run continues as. */
    static RunId ofContinuation(String tenant, RunId run) {
        return hashed("continue", tenant, run.toString()).inSlotOf(run);
    }

    private static RunId hashed(String... parts) {
        var digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        var hash = ByteBuffer.wrap(digest.digest());
        long high = (hash.getLong() & ~0xF000L) | 0x8000L;
        return new RunId(new UUID(high, (hash.getLong() & VARIANT_MASK) | VARIANT));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
