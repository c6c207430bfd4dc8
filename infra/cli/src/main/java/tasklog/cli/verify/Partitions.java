package tasklog.cli.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.apache.kafka.common.utils.Utils;

/** On which of a number of partitions an owner is: Kafka's default hash of the key, which is the owner's id as text. */
record Partitions(int number) {

  int of(UUID owner) {
    return Utils.toPositive(Utils.murmur2(owner.toString().getBytes(UTF_8))) % number;
  }
}
