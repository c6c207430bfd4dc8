package tasklog.database.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@ExtendWith(OutputCaptureExtension.class)
class ProtectedConnectionsTest {

  private static final String PLAIN = "spring.datasource.url=jdbc:postgresql://db.example/tasklog_log";
  private static final String VERIFIED = PLAIN + "?sslrootcert=/ca.pem&sslmode=verify-full";

  private final ApplicationContextRunner service = new ApplicationContextRunner()
      .withUserConfiguration(Service.class);

  @Configuration
  @Import(ProtectedConnections.class)
  static class Service {}

  @Test
  void a_service_starts_when_both_connections_are_protected() {
    starts(VERIFIED, "spring.kafka.security.protocol=SASL_SSL");
    starts(VERIFIED, "spring.kafka.properties.security.protocol=SSL");
    starts(PLAIN, "spring.datasource.hikari.data-source-properties.sslmode=verify-full",
        "spring.kafka.security.protocol=SSL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?sslmode=disable", "?sslmode=prefer", "?sslmode=require", "?sslmode=verify-ca",
      "?ssl=true", "?sslmode=verify-full&sslfactory=org.postgresql.ssl.NonValidatingFactory"})
  void a_database_that_is_not_verified_is_refused(String parameters) {
    refuses("The connection to PostgreSQL ", PLAIN + parameters, "tasklog.kafka.plaintext=true");
  }

  /** What the address says counts more. */
  @Test
  void a_setting_beside_the_address_does_not_hide_what_the_address_says() {
    refuses("The connection to PostgreSQL ", PLAIN + "?sslmode=prefer",
        "spring.datasource.hikari.data-source-properties.sslmode=verify-full",
        "tasklog.kafka.plaintext=true");
    refuses("The connection to PostgreSQL ", "spring.datasource.url=jdbc:other:x",
        "tasklog.kafka.plaintext=true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x=y", "spring.kafka.security.protocol=PLAINTEXT",
      "spring.kafka.security.protocol=SASL_PLAINTEXT",
      "spring.kafka.properties.security.protocol=SASL_PLAINTEXT"})
  void a_broker_that_others_can_listen_to_is_refused(String setting) {
    refuses("The connection to Kafka is not encrypted", VERIFIED, setting);
  }

  @Test
  void a_broker_by_any_name_is_refused() {
    refuses("takes a broker by any name", VERIFIED, "spring.kafka.security.protocol=SSL",
        "spring.kafka.properties.ssl.endpoint.identification.algorithm=");
  }

  @Test
  void each_is_switched_off_by_its_own_name() {
    starts(PLAIN, "tasklog.postgres.plaintext=true", "tasklog.kafka.plaintext=true");
    refuses("Kafka", PLAIN, "tasklog.postgres.plaintext=true", "tasklog.kafka.plaintext=false");
    refuses("PostgreSQL", PLAIN, "tasklog.kafka.plaintext=true");
  }

  @Test
  void both_are_told_at_once_without_a_stack_trace(CapturedOutput output) {
    var application = new SpringApplication(Service.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    try (var _ = application.run("--" + PLAIN)) {
      throw new AssertionError("It has started");
    } catch (UnprotectedConnection _) {
      assertThat(output.getAll()).contains("APPLICATION FAILED TO START", "?sslmode=verify-full",
          "TASKLOG_POSTGRES_PLAINTEXT=true", "TASKLOG_KAFKA_SECURITY_PROTOCOL",
          "TASKLOG_KAFKA_PLAINTEXT=true")
          .doesNotContain("\tat ");
    }
  }

  private void starts(String... settings) {
    service.withPropertyValues(settings).run(context -> assertThat(context).hasNotFailed());
  }

  private void refuses(String fault, String... settings) {
    service.withPropertyValues(settings).run(context -> assertThat(context).getFailure()
        .isInstanceOf(UnprotectedConnection.class).hasMessageContaining(fault));
  }
}
