package tasklog.command.store;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The requests that were answered, and are not forgotten yet: by the clock of the database alone. Each method is one
 * statement; it takes part in the transaction of its thread. Any number of processes may use it at once.
 */
public final class AnsweredRequests {

  private static final String FIND = """
      SELECT fingerprint, status, answer, position
        FROM request
       WHERE owner = :owner AND key = :key AND expires_at > clock_timestamp()""";

  private static final String PUT = """
      INSERT INTO request (owner, key, fingerprint, status, answer, position, created_at, expires_at)
      SELECT :owner, :key, :fingerprint, :status, :answer, 0, at, at + make_interval(secs => :kept)
        FROM clock_timestamp() AS at
          ON CONFLICT (owner, key) DO UPDATE
         SET fingerprint = excluded.fingerprint, status = excluded.status, answer = excluded.answer,
             position = excluded.position, created_at = excluded.created_at, expires_at = excluded.expires_at
       WHERE request.expires_at <= excluded.created_at""";

  // A key that is used again meanwhile is locked by who uses it, or has another expiry when its turn has come.
  private static final String DELETE_EXPIRED = """
      DELETE FROM request
       WHERE (owner, key) IN (
         SELECT owner, key FROM request
          WHERE expires_at <= clock_timestamp()
          ORDER BY expires_at
          LIMIT :limit
            FOR UPDATE SKIP LOCKED)""";

  private final JdbcClient jdbc;

  public AnsweredRequests(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<AnsweredRequest> find(UUID owner, String key) {
    return jdbc.sql(FIND).param("owner", owner).param("key", key)
        .query((row, _) -> new AnsweredRequest(row.getBytes("fingerprint"), row.getInt("status"),
            row.getString("answer"), row.getLong("position")))
        .optional();
  }

  /**
   * Remembers a request that appends nothing.
   *
   * @return false when its key has an answer already: that one stays
   */
  public boolean put(NewRequest request) {
    return jdbc.sql(PUT).param("owner", request.owner()).param("key", request.key())
        .param("fingerprint", request.fingerprint()).param("status", request.status())
        .param("answer", request.answer()).param("kept", request.kept().toSeconds()).update() == 1;
  }

  /** @return how many were deleted, at most {@code limit} */
  public int deleteExpired(int limit) {
    return jdbc.sql(DELETE_EXPIRED).param("limit", limit).update();
  }
}
