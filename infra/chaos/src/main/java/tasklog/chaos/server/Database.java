package tasklog.chaos.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import tasklog.local.LocalPostgres;

/**
 * A database, and the two ways in which a service reaches it, as patient as a service is: a server that falls
 * silent, as one that is killed between taking a connection and answering on it may, is given up.
 */
public record Database(String url) {

  /** Of that of the log. */
  public static final String NAME = "chaos_log";

  private static final int CONNECT_SECONDS = 5;
  private static final int ANSWER_SECONDS = 6;
  private static final int POOL_MILLIS = 3_000;

  public HikariDataSource pool(int connections) {
    var config = new HikariConfig();
    config.setDataSource(direct());
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(POOL_MILLIS);
    config.setInitializationFailTimeout(-1);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return new HikariDataSource(config);
  }

  public PGSimpleDataSource direct() {
    var source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(LocalPostgres.USER);
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(ANSWER_SECONDS);
    source.setTcpKeepAlive(true);
    return source;
  }
}
