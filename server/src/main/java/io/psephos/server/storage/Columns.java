package io.psephos.server.storage;

import io.psephos.protocol.AssignmentId;
import io.psephos.protocol.ClientId;
import io.psephos.protocol.json.ProtocolJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The encoding of values in columns: instants to the microsecond in UTC, floats little-endian, structures as JSON. */
final class Columns {

    private Columns() {}

    static OffsetDateTime time(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static byte[] floats(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    static String json(Object value) {
        return ProtocolJson.strict().writeValueAsString(value);
    }

    static @Nullable String jsonOrNull(@Nullable Object value) {
        return value == null ? null : json(value);
    }

    static <T> T json(ResultSet row, String column, Class<T> type) throws SQLException {
        return ProtocolJson.strict().readValue(row.getString(column), type);
    }

    static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable Double nullableDouble(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }

    static @Nullable ClientId nullableClient(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        return value == null ? null : new ClientId(value);
    }

    static @Nullable AssignmentId nullableAssignment(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        return value == null ? null : new AssignmentId(value);
    }

    static @Nullable String textOrNull(@Nullable Object value) {
        return Objects.toString(value, null);
    }
}
