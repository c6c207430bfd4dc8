package tasklog.projection.feed.rebuild;

import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tasklog.projection.feed.StreamScans;
import tasklog.projection.feed.View;

/** Of the service, its views and how it connects, and nothing that serves or consumes. */
@ImportAutoConfiguration({DataSourceAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class,
    TransactionAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    SslAutoConfiguration.class, KafkaAutoConfiguration.class})
@Import(StreamScans.class)
@ComponentScan(basePackages = "tasklog.projection", useDefaultFilters = false, includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = View.class))
@ComponentScan(basePackages = "tasklog.database.start", useDefaultFilters = false, includeFilters = @Filter(type = FilterType.REGEX, pattern = ".*\\.ProtectedConnections"))
class Wiring {

  @Bean
  Database database(DataSource dataSource, JdbcClient jdbc, TransactionTemplate transactions) {
    return Database.of(dataSource, jdbc, transactions);
  }
}
