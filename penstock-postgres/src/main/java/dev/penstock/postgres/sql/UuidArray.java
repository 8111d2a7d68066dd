package dev.penstock.postgres.sql;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An array of UUIDs without nulls, in the server's binary form where the connection allows it ({@link #TRANSFER}).
 *
 * <p>The driver by itself sends such an array as text: forty escaped characters for sixteen bytes, on the path of every
 * step.
 */
@SuppressWarnings("serial") // the driver's base class is serialisable; this one only ever goes to a statement
public final class UuidArray extends PGobject implements PGBinaryObject {

    /** The type's number, for the connection setting {@code binaryTransferEnable}. */
    public static final String TRANSFER = "2951";

    private static final int UUID_OID = 2950;
    private static final int HEADER_BYTES = 5 * Integer.BYTES;
    private static final int ELEMENT_BYTES = Integer.BYTES + 2 * Long.BYTES;

    private final long[] halves;
    private final int length;

    /**
     * Wraps the first {@code length} pairs of halves, most significant first; they may not change until the statement
     * has been executed.
     */
    public UuidArray(long[] halves, int length) {
        this.type = "_uuid";
        this.halves = halves;
        this.length = length;
    }

    @Override
    public int lengthInBytes() {
        return HEADER_BYTES + length * ELEMENT_BYTES;
    }

    @Override
    public void toBytes(byte[] bytes, int offset) {
        var buffer = ByteBuffer.wrap(bytes, offset, lengthInBytes());
        buffer.putInt(1).putInt(0).putInt(UUID_OID).putInt(length).putInt(1);
        for (int at = 0; at < 2 * length; at += 2) {
            buffer.putInt(2 * Long.BYTES).putLong(halves[at]).putLong(halves[at + 1]);
        }
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("a UuidArray is only ever sent");
    }

    /** The text form, for connections that do not send it in binary. */
    @Override
    public @Nullable String getValue() {
        var text = new StringBuilder("{");
        for (int at = 0; at < 2 * length; at += 2) {
            text.append(at == 0 ? "" : ",").append(new UUID(halves[at], halves[at + 1]));
        }
        return text.append('}').toString();
    }
}
