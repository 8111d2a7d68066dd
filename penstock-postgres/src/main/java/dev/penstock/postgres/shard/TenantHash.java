package dev.penstock.postgres.shard;

import dev.penstock.postgres.sql.TenantType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What a tenant's name hashes to in PostgreSQL, by which Citus distributes.
 *
 * <p>Source: {@code hash_bytes}, {@code hashint8} and {@code uuid_hash} of PostgreSQL on little-endian machines, which are
 * Bob Jenkins' lookup3. A store compares a sample with its database when it opens.
 */
final class TenantHash {

    private static final int BEGIN = 0x9e3779b9 + 3923095;
    private static final int BLOCK = 12;

    private int a;
    private int b;
    private int c;

    private TenantHash(int length) {
        a = BEGIN + length;
        b = a;
        c = a;
    }

    static int of(TenantType type, String tenant) {
        return switch (type) {
            case TEXT -> bytes(tenant.getBytes(StandardCharsets.UTF_8));
            case UUID -> uuid(UUID.fromString(tenant));
            case BIGINT -> bigint(Long.parseLong(tenant));
        };
    }

    private static int uuid(UUID id) {
        return bytes(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    private static int bigint(long value) {
        int high = (int) (value >> 32);
        var hash = new TenantHash(Integer.BYTES);
        hash.a += (int) value ^ (value >= 0 ? high : ~high);
        return hash.end();
    }

    private static int bytes(byte[] bytes) {
        var hash = new TenantHash(bytes.length);
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.remaining() >= BLOCK) {
            hash.a += in.getInt();
            hash.b += in.getInt();
            hash.c += in.getInt();
            hash.mix();
        }
        for (int at = 0; in.hasRemaining(); at++) {
            hash.addLast(at, Byte.toUnsignedInt(in.get()));
        }
        return hash.end();
    }

    /** Adds one of the bytes after the last whole block. The lowest byte of {@code c} is the length's alone. */
    private void addLast(int at, int value) {
        switch (at / Integer.BYTES) {
            case 0 -> a += value << (8 * at);
            case 1 -> b += value << (8 * (at - 4));
            default -> c += value << (8 * (at - 7));
        }
    }

    private void mix() {
        a -= c;
        a ^= Integer.rotateLeft(c, 4);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 6);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 8);
        b += a;
        a -= c;
        a ^= Integer.rotateLeft(c, 16);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 19);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 4);
        b += a;
    }

    private int end() {
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
        return c;
    }
}
