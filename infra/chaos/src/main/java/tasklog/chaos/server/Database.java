package tasklog.chaos.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import tasklog.local.LocalPostgres;

/** The log's database, and the two ways in which a service reaches it. */
public record Database(String url) {

  public static final String NAME = "chaos_log";

  public HikariDataSource pool(int connections) {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(LocalPostgres.USER);
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(2_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  public PGSimpleDataSource direct() {
    var source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(LocalPostgres.USER);
    return source;
  }
}
