package tasklog.command.store;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Arrays of one dimension as the server sends and takes them in its binary format ({@code array_recv} in PostgreSQL's
 * {@code arrayfuncs.c}). The driver writes those of UUIDs and times as text, which costs both sides several times as much,
 * and most of what an append tells the server is such.
 */
final class BinaryArray {

  /** Dimensions, whether there are nulls, type of the elements, their number, the number of the first. */
  private static final int HEADER = 5 * Integer.BYTES;

  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private BinaryArray() {}

  static Array of(@Nullable UUID[] values, Connection connection) throws SQLException {
    return array(values, Oid.UUID, Oid.UUID_ARRAY, 2 * Long.BYTES, BinaryArray::put, connection);
  }

  /**
   * Times of whole microseconds, as the columns hold them; what is finer is cut off. What no column holds is left to the
   * server to refuse.
   */
  static Array of(Instant[] values, Connection connection) throws SQLException {
    return array(values, Oid.TIMESTAMPTZ, Oid.TIMESTAMPTZ_ARRAY, Long.BYTES, BinaryArray::put, connection);
  }

  private static void put(ByteBuffer bytes, UUID value) {
    bytes.putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
  }

  private static void put(ByteBuffer bytes, Instant value) {
    bytes.putLong(micros(value));
  }

  private static long micros(Instant value) {
    try {
      return EPOCH.until(value, ChronoUnit.MICROS);
    } catch (ArithmeticException _) {
      return value.isAfter(EPOCH) ? Long.MAX_VALUE - 1 : Long.MIN_VALUE + 1; // the last ones stand for infinity
    }
  }

  private static <T> Array array(@Nullable T[] values, int type, int arrayType, int size,
      BiConsumer<ByteBuffer, T> put, Connection connection) throws SQLException {
    int nulls = 0;
    for (T value : values) {
      if (value == null) nulls++;
    }
    var bytes = ByteBuffer.allocate(
        HEADER + values.length * Integer.BYTES + (values.length - nulls) * size);
    bytes.putInt(values.length == 0 ? 0 : 1).putInt(nulls == 0 ? 0 : 1).putInt(type);
    if (values.length > 0) bytes.putInt(values.length).putInt(1);
    for (T value : values) {
      if (value == null) {
        bytes.putInt(-1);
      } else {
        put.accept(bytes.putInt(size), value);
      }
    }
    var written = new byte[bytes.position()];
    bytes.flip().get(written);
    return new PgArray(connection.unwrap(BaseConnection.class), arrayType, written);
  }
}
