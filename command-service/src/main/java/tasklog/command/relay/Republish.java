package tasklog.command.relay;

import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;
import tasklog.command.store.EventLog;

/**
 * The program of {@code infra/tasklog republish}: a {@link Republication} with the settings of a command service, from
 * the same variables. It serves nothing and migrates nothing.
 */
@ImportAutoConfiguration({SslAutoConfiguration.class, DataSourceAutoConfiguration.class,
    KafkaAutoConfiguration.class})
@EnableConfigurationProperties({StreamSettings.class, RelaySettings.class})
@ComponentScan(basePackages = "tasklog.database.start", excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*SchemaCheck"))
public class Republish {

  /** Does not ask. */
  private static final String YES = "--yes";

  /** @param args settings as {@code --tasklog.stream.generation=2}, and {@value #YES} */
  public static void main(String[] args) throws InterruptedException {
    System.exit(run(args));
  }

  static int run(String... args) throws InterruptedException {
    var application = new SpringApplication(Republish.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setLogStartupInfo(false);
    try (var context = application.run(args)) {
      return run(context, context.getEnvironment().containsProperty(YES.substring(2)));
    }
  }

  private static int run(ConfigurableApplicationContext context, boolean yes) throws InterruptedException {
    var log = context.getBean(EventLog.class);
    var kafka = context.getBean(KafkaClients.class);
    var stream = context.getBean(StreamSettings.class);
    var settings = context.getBean(RelaySettings.class);
    var republication = new Republication(log, kafka, stream, settings.patience(), System.out);
    System.out.print(republication.summary());
    if (!yes && !isConfirmed()) {
      System.err.println("Nothing was done; --yes says that it may be");
      return 1;
    }
    var failure = republication.run(
        () -> new StandaloneRelay(log, context.getBean(DataSource.class), kafka, stream, settings));
    failure.ifPresent(System.err::println);
    return failure.isEmpty() ? 0 : 1;
  }

  private static boolean isConfirmed() {
    var console = System.console();
    if (console == null || !console.isTerminal()) return false;
    var answer = console.readLine("Publish? [y/N] ");
    return answer != null && answer.strip().equalsIgnoreCase("y");
  }

  @Bean
  EventLog log(DataSource database) {
    return new EventLog(database, database);
  }

  @Bean
  KafkaClients kafkaClients(ProducerFactory<?, ?> producers, ConsumerFactory<?, ?> consumers,
      KafkaAdmin admin) {
    return new KafkaClients(producers.getConfigurationProperties(), consumers.getConfigurationProperties(),
        admin.getConfigurationProperties());
  }
}
