package tasklog.command.store;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Properties;
import javax.sql.DataSource;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The event store of this service, over the data source of the log. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  @Bean
  @DependsOnDatabaseInitialization
  EventLog eventLog(HikariDataSource pool) {
    return new EventLog(pool, direct(pool));
  }

  @Bean
  @DependsOnDatabaseInitialization
  PostgresEventStorageEngine eventStorageEngine(
      HikariDataSource pool, EventLog log, StoreSettings settings, MeterRegistry meters) {
    return new PostgresEventStorageEngine(pool, direct(pool), new TasklogEventCodec(), log, settings, meters);
  }

  @Bean
  LogHealth logHealthIndicator(PostgresEventStorageEngine engine) {
    return new LogHealth(engine);
  }

  @Bean
  AnsweredRequests answeredRequests(JdbcClient jdbc) {
    return new AnsweredRequests(jdbc);
  }

  /** Connections outside the pool of requests, made with the same settings. */
  private static DataSource direct(HikariDataSource pool) {
    var properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    var direct = new DriverManagerDataSource(pool.getJdbcUrl(), properties);
    direct.setUsername(pool.getUsername());
    direct.setPassword(pool.getPassword());
    return direct;
  }
}
