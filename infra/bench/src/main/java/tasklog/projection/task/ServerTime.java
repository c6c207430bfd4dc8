package tasklog.projection.task;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What statements cost the server, as its extension pg_stat_statements tells; nothing where it is not loaded. */
final class ServerTime {

  private static final String READ = """
      SELECT coalesce(sum(total_exec_time + total_plan_time), 0) AS total,
             coalesce(sum(total_plan_time), 0) AS planning,
             coalesce(sum(shared_blks_hit + shared_blks_read), 0) AS pages
        FROM pg_stat_statements
       WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND query NOT LIKE '%pg_stat_statements%'
      """;

  /** In milliseconds, and pages; of all calls together; all -1 where it is not known. */
  record Spent(double total, double planning, double pages) {

    static final Spent UNKNOWN = new Spent(-1, -1, -1);

    /** Of one call. */
    Spent per(long calls) {
      return total < 0 ? this : new Spent(total / calls, planning / calls, pages / calls);
    }
  }

  private final JdbcClient jdbc;
  private final boolean told;

  ServerTime(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.told = isTold(jdbc);
  }

  private static boolean isTold(JdbcClient jdbc) {
    try {
      jdbc.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements").update();
      jdbc.sql(READ).query().singleRow();
      return true;
    } catch (DataAccessException _) {
      return false;
    }
  }

  void reset() {
    if (told) {
      jdbc.sql("SELECT FROM pg_stat_statements_reset()").query().listOfRows();
    }
  }

  /** Since the last {@link #reset}. */
  Spent spent() {
    return told
        ? jdbc.sql(READ).query((row, _) -> new Spent(row.getDouble("total"), row.getDouble("planning"),
            row.getDouble("pages"))).single()
        : Spent.UNKNOWN;
  }
}
