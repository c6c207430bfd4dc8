package tasklog.projection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;

/** A database of the read side, migrated as in production, that no other test uses. */
public record ReadDatabase(TestDatabase database, DataSource dataSource, JdbcClient jdbc,
    TransactionTemplate transactions) {

  public static ReadDatabase create() {
    var database = TestPostgres.newDatabase("read");
    Flyway.configure().dataSource(database.dataSource()).load().migrate();
    return of(database);
  }

  private static ReadDatabase of(TestDatabase database) {
    var pool = new HikariConfig();
    pool.setDataSource(database.dataSource());
    pool.setMaximumPoolSize(4);
    pool.setMinimumIdle(0);
    var dataSource = new HikariDataSource(pool);
    return new ReadDatabase(database, dataSource, JdbcClient.create(dataSource),
        new TransactionTemplate(new DataSourceTransactionManager(dataSource)));
  }
}
