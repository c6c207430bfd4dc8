package tasklog.projection.feed.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one table, in the binary format of COPY: after each {@link #row} the values of its columns, in the order in
 * which they were named. Times are instants, so no session's zone matters. For one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-copy.html#SQL-COPY-FILE-FORMATS-BINARY-FORMAT">format</a>
 */
public final class CopyRows {

  private static final int UUID_OID = 2950;
  private static final byte JSONB_VERSION = 1;
  /** From 1970 to 2000, where PostgreSQL counts from. */
  private static final long EPOCH_SECONDS = 946_684_800;

  private final String sql;
  private final short columns;
  private ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
  private long rows;

  /** @param columns of the table, separated by commas */
  public CopyRows(String table, String columns) {
    this.sql = "COPY " + table + " (" + columns + ") FROM STDIN (FORMAT binary)";
    this.columns = (short) columns.split(",", -1).length;
  }

  /** Begins a row. */
  public CopyRows row() {
    rows++;
    room(Short.BYTES).putShort(columns);
    return this;
  }

  public CopyRows uuid(@Nullable UUID value) {
    if (value == null) {
      return none();
    }
    room(20).putInt(16).putLong(value.getMostSignificantBits()).putLong(value.getLeastSignificantBits());
    return this;
  }

  /**
   * A {@code uuid[]}.
   *
   * @param id of each of the values
   */
  public <T> CopyRows uuids(Collection<T> values, Function<T, UUID> id) {
    if (values.isEmpty()) {
      room(16).putInt(12).putInt(0).putInt(0).putInt(UUID_OID);
      return this;
    }
    room(24).putInt(20 + 20 * values.size()).putInt(1).putInt(0).putInt(UUID_OID).putInt(values.size())
        .putInt(1);
    for (var value : values) {
      uuid(id.apply(value));
    }
    return this;
  }

  /** A {@code bigint}. */
  public CopyRows number(long value) {
    room(12).putInt(Long.BYTES).putLong(value);
    return this;
  }

  /** An {@code integer}. */
  public CopyRows integer(int value) {
    room(8).putInt(Integer.BYTES).putInt(value);
    return this;
  }

  /** A {@code smallint}. */
  public CopyRows small(int value) {
    room(6).putInt(Short.BYTES).putShort((short) value);
    return this;
  }

  public CopyRows flag(boolean value) {
    room(5).putInt(1).put((byte) (value ? 1 : 0));
    return this;
  }

  public CopyRows text(@Nullable String value) {
    if (value == null) {
      return none();
    }
    var text = value.getBytes(UTF_8);
    room(4 + text.length).putInt(text.length).put(text);
    return this;
  }

  /** A {@code jsonb}. */
  public CopyRows json(String value) {
    var text = value.getBytes(UTF_8);
    room(5 + text.length).putInt(1 + text.length).put(JSONB_VERSION).put(text);
    return this;
  }

  /** A {@code tsvector}, of words without positions, in any order and each once. */
  public CopyRows words(Collection<String> values) {
    var words = values.stream().map(value -> value.getBytes(UTF_8)).toList();
    var length = Integer.BYTES + words.stream().mapToInt(word -> word.length + 1 + Short.BYTES).sum();
    room(Integer.BYTES + length).putInt(length).putInt(words.size());
    words.forEach(word -> bytes.put(word).put((byte) 0).putShort((short) 0));
    return this;
  }

  /** A {@code timestamptz}. */
  public CopyRows time(@Nullable Instant value) {
    if (value == null) {
      return none();
    }
    return number((value.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + value.getNano() / 1_000);
  }

  public boolean isEmpty() {
    return rows == 0;
  }

  /** How much memory it takes. */
  public int size() {
    return bytes.position();
  }

  String sql() {
    return sql;
  }

  long rows() {
    return rows;
  }

  byte[] bytes() {
    return bytes.array();
  }

  void clear() {
    bytes.clear();
    rows = 0;
  }

  private CopyRows none() {
    room(Integer.BYTES).putInt(-1);
    return this;
  }

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      var larger = ByteBuffer.allocate(Math.max(2 * bytes.capacity(), bytes.position() + more));
      bytes = larger.put(bytes.flip());
    }
    return bytes;
  }
}
