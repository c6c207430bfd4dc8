package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import tasklog.events.OwnerId;

/**
 * Which partition an owner's events are on: Kafka's default hash of the key, which is the owner's id as text.
 *
 * @param partitions fixed for a generation of the stream
 */
public record Partitioning(int partitions) {

  public int of(OwnerId owner) {
    return of(owner.toString().getBytes(UTF_8));
  }

  /** The same, of the key. */
  int of(byte[] key) {
    return BuiltInPartitioner.partitionForKey(key, partitions);
  }
}
