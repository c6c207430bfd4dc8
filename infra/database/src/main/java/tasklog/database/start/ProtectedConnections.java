package tasklog.database.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Lets a service start only when nobody on the way can read or change what it says to PostgreSQL and Kafka, or when
 * that was switched off by name. It looks before anything is connected.
 */
@Component
final class ProtectedConnections implements BeanFactoryPostProcessor, EnvironmentAware {

  private static final Bindable<Map<String, String>> PROPERTIES = Bindable.mapOf(String.class, String.class);
  private static final Set<String> TLS = Set.of("SSL", "SASL_SSL");

  private Optional<Binder> binder = Optional.empty();

  @Override
  public void setEnvironment(Environment environment) {
    binder = Optional.of(Binder.get(environment));
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    var faults = new ArrayList<String>();
    if (!isSwitchedOff("postgres")) faults.addAll(postgres());
    if (!isSwitchedOff("kafka")) faults.addAll(kafka());
    if (!faults.isEmpty()) throw new UnprotectedConnection(faults);
  }

  private boolean isSwitchedOff(String name) {
    return binder().bind("tasklog." + name + ".plaintext", Boolean.class).orElse(false);
  }

  private List<String> postgres() {
    var properties = new Properties();
    properties.putAll(map("spring.datasource.hikari.data-source-properties"));
    var parsed = Driver.parseURL(text("spring.datasource.url"), properties);
    var faults = new ArrayList<String>();
    if (parsed == null || !"verify-full".equals(PGProperty.SSL_MODE.getOrDefault(parsed)))
      faults.add(
          "The connection to PostgreSQL is not verified: its address (TASKLOG_LOG_DB_URL, TASKLOG_READ_DB_URL)"
              + " needs ?sslmode=verify-full, and &sslrootcert=<file> unless a well-known authority has signed its"
              + " certificate. Where the network itself is trusted, TASKLOG_POSTGRES_PLAINTEXT=true switches this off.");
    if (parsed != null
        && String.valueOf(PGProperty.SSL_FACTORY.getOrDefault(parsed)).contains("NonValidating"))
      faults.add(
          "The connection to PostgreSQL takes any certificate: sslfactory must not be NonValidatingFactory.");
    return faults;
  }

  private List<String> kafka() {
    var properties = map("spring.kafka.properties");
    var protocol = Optional.of(text("spring.kafka.security.protocol")).filter(text -> !text.isEmpty())
        .orElseGet(() -> properties.getOrDefault("security.protocol", "PLAINTEXT"));
    var faults = new ArrayList<String>();
    if (!TLS.contains(protocol))
      faults.add(
          "The connection to Kafka is not encrypted: TASKLOG_KAFKA_SECURITY_PROTOCOL must be SSL or SASL_SSL,"
              + " and is " + protocol
              + ". Where the network itself is trusted, TASKLOG_KAFKA_PLAINTEXT=true switches"
              + " this off.");
    if (properties.getOrDefault("ssl.endpoint.identification.algorithm", "https").isBlank())
      faults.add("The connection to Kafka takes a broker by any name:"
          + " ssl.endpoint.identification.algorithm must not be empty.");
    return faults;
  }

  private String text(String property) {
    return binder().bind(property, String.class).orElse("");
  }

  private Map<String, String> map(String property) {
    return binder().bind(property, PROPERTIES).orElse(Map.of());
  }

  private Binder binder() {
    return binder.orElseThrow();
  }
}
