package tasklog.command.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.command.relay.TestStream.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tasklog.command.store.EventLog;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

/** The relay as a part of the service. */
class RelayConfigurationIT {

  private final TestDatabase database = TestPostgres.newDatabase("relay");
  private final TestLog log = new TestLog(database.dataSource());
  private final TestStream stream = new TestStream(TestKafka.bootstrapServers(), 48);
  private final ApplicationContextRunner service = new ApplicationContextRunner()
      .withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class))
      .withUserConfiguration(Service.class)
      .withBean(DataSource.class, this::pool)
      .withPropertyValues(
          "spring.kafka.bootstrap-servers=" + TestKafka.bootstrapServers(),
          "tasklog.stream.generation=" + stream.settings.generation());

  @Configuration
  @Import(RelayConfiguration.class)
  @EnableConfigurationProperties({StreamSettings.class, RelaySettings.class})
  static class Service {

    @Bean
    MeterRegistry registry() {
      return new SimpleMeterRegistry();
    }

    @Bean
    EventLog log(DataSource database) {
      return new EventLog(database, database);
    }
  }

  @Test
  void relays_with_its_defaults_and_shows_how_it_does() {
    log.append(10);
    service.run(context -> {
      await().until(() -> context.getBean(RelayStatus.class).position() == 10);
      assertThat(stream.partitions(stream.settings.events())).isEqualTo(48);
      assertThat(stream.events()).hasSize(10);
      var registry = context.getBean(MeterRegistry.class);
      assertThat(registry.get("tasklog.relay.leader").gauge().value()).isOne();
      assertThat(registry.get("tasklog.relay.refused").gauge().value()).isZero();
      assertThat(registry.get("tasklog.relay.backlog").gauge().value()).isZero();
      assertThat(registry.get("tasklog.relay.events").counter().count()).isEqualTo(10);
      assertThat(registry.get("tasklog.relay.failures").counter().count()).isZero();
      assertThat(registry.get("tasklog.relay.transactions").timer().count()).isPositive();
      var health = context.getBean(RelayHealth.class).health();
      assertThat(health.getStatus()).isEqualTo(Status.UP);
      assertThat(health.getDetails()).containsEntry("state", "leading").containsEntry("backlog", 0L)
          .containsEntry("position", 10L).doesNotContainKey("error");
    });
  }

  @Test
  void starts_and_stops_in_no_time_while_kafka_is_away() {
    service.withPropertyValues("spring.kafka.bootstrap-servers=127.0.0.1:1").run(context -> {
      var relay = context.getBean(Relay.class);
      assertThat(relay.isRunning()).isTrue();
      var began = System.nanoTime();
      relay.stop();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
      assertThat(relay.isRunning()).isFalse();
    });
  }

  @Test
  void can_be_stopped_and_started_again() {
    service.run(context -> {
      var status = context.getBean(RelayStatus.class);
      var relay = context.getBean(Relay.class);
      await().until(() -> status.position() == 0);
      relay.stop();
      log.append(5);
      relay.start();
      await().until(() -> status.position() == 5);
    });
  }

  @Test
  void is_down_only_when_a_person_is_needed() {
    log.append(5);
    service.run(context -> await().until(() -> context.getBean(RelayStatus.class).position() == 5));
    log.execute("UPDATE log SET incarnation = gen_random_uuid()");
    service.run(context -> {
      await().until(() -> context.getBean(RelayStatus.class).state() == RelayStatus.State.REFUSED);
      var health = context.getBean(RelayHealth.class).health();
      assertThat(health.getStatus()).isEqualTo(Status.DOWN);
      assertThat(health.getDetails().get("error")).asString().contains("but this is log");
      assertThat(context.getBean(MeterRegistry.class).get("tasklog.relay.refused").gauge().value()).isOne();
    });
  }

  @Test
  void can_be_left_out() {
    service.withPropertyValues("tasklog.relay.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(Relay.class).hasNotFailed());
  }

  private DataSource pool() {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(database.url());
    pool.setUsername(database.username());
    pool.setPassword(database.password());
    pool.setMaximumPoolSize(5);
    return pool;
  }
}
