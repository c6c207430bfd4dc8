package tasklog.projection.feed.copy;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;

/** COPY into tables, in the current transaction. */
public final class Copy {

  private static final byte[] BEGIN = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0,
      0, 0, 0, 0, 0, 0, 0, 0};
  /** In bytes. */
  private static final int MANY = 2 << 20;
  private static final byte[] END = {(byte) 0xFF, (byte) 0xFF};

  private final JdbcOperations jdbc;

  public Copy(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /** Writes the rows where they are many, and lets few of them become more. */
  public void inWhenMany(CopyRows rows) {
    if (rows.size() > MANY) {
      in(rows);
    }
  }

  /**
   * Writes the rows, which are none then.
   *
   * @throws org.springframework.dao.DataAccessException when one of them cannot be written, or the database is away
   */
  public void in(CopyRows rows) {
    if (rows.isEmpty()) {
      return;
    }
    var written = jdbc.execute((ConnectionCallback<Long>) connection -> write(connection, rows));
    if (written == null || written != rows.rows()) {
      throw new IllegalStateException(written + " rows written, not " + rows.rows());
    }
    rows.clear();
  }

  private static long write(Connection connection, CopyRows rows) throws SQLException {
    var in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(rows.sql());
    try {
      in.writeToCopy(BEGIN, 0, BEGIN.length);
      in.writeToCopy(rows.bytes(), 0, rows.size());
      in.writeToCopy(END, 0, END.length);
      return in.endCopy();
    } finally {
      if (in.isActive()) {
        in.cancelCopy();
      }
    }
  }
}
