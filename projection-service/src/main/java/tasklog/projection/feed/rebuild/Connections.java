package tasklog.projection.feed.rebuild;

/**
 * How the connections of a rebuild differ from those of the service: a view that writes its tables on one of them writes
 * those of the schema {@value #SCHEMA}, and can reach no others by accident.
 */
final class Connections {

  /** Of the tables that are being made. */
  static final String SCHEMA = "rebuild";

  /**
   * For each new connection. A commit need not reach the disk: rows and offsets are lost together, and the swap, which
   * waits for the disk, brings all before it there too. Tables grow from nothing, so no plan is kept.
   */
  static final String INIT = """
      SELECT set_config('tasklog.live_schema', current_schema(), false);
      SET search_path = rebuild;
      SET synchronous_commit = off;
      SET statement_timeout = 0;
      SET lock_timeout = '10s';
      SET idle_in_transaction_session_timeout = 0;
      SET plan_cache_mode = force_custom_plan;
      SET random_page_cost = 1.1;
      SET work_mem = '64MB';
      SET maintenance_work_mem = '256MB'""";

  /** The schema that the service uses. */
  static final String LIVE = "SELECT quote_ident(current_setting('tasklog.live_schema'))";

  private Connections() {}
}
