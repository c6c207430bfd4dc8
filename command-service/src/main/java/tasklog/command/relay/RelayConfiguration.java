package tasklog.command.relay;

import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;
import tasklog.command.store.EventLog;

/** Every instance has a relay; one of them leads. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "tasklog.relay.enabled", matchIfMissing = true)
class RelayConfiguration {

  @Bean
  RelayStatus relayStatus(MeterRegistry registry) {
    return new RelayStatus(registry);
  }

  @Bean
  RelayHealth relayHealthIndicator(RelayStatus status) {
    return new RelayHealth(status);
  }

  @Bean
  KafkaClients relayKafkaClients(ProducerFactory<?, ?> producers, ConsumerFactory<?, ?> consumers,
      KafkaAdmin admin) {
    return new KafkaClients(producers.getConfigurationProperties(), consumers.getConfigurationProperties(),
        admin.getConfigurationProperties());
  }

  @Bean
  Relay relay(EventLog log, DataSource database, KafkaClients kafka, StreamSettings stream,
      RelaySettings settings,
      RelayStatus status) {
    var takeover = new Takeover(kafka, stream, settings.patience(), log);
    return new Relay(() -> new RelayLoop(log, new Lease(database, stream.generation(), settings.lease()),
        takeover, settings, status));
  }
}
