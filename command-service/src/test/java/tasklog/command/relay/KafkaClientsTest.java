package tasklog.command.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

  @Test
  void records_are_compressed_as_every_client_can_read_them_unless_configured_otherwise() {
    assertThat(config(Map.of())).containsEntry("compression.type", "gzip");
    assertThat(config(Map.of("compression.type", "none"))).containsEntry("compression.type", "none");
  }

  @Test
  void what_exactly_once_rests_on_cannot_be_configured_away() {
    assertThat(config(Map.of("acks", "0", "enable.idempotence", false, "transactional.id", "mine")))
        .containsEntry("acks", "all").containsEntry("enable.idempotence", true)
        .containsEntry("transactional.id", "ours");
  }

  private static Map<String, Object> config(Map<String, Object> configured) {
    return new KafkaClients(configured, Map.of(), Map.of()).producerConfig("ours", TestStream.PATIENCE);
  }
}
