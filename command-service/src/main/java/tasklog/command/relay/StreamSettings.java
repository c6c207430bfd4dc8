package tasklog.command.relay;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tasklog.events.wire.Topics;

/**
 * The stream that is written. What is said of topics counts when they are made; later Kafka's own settings do.
 *
 * @param generation        which topics; a new one starts with the first event of the log
 * @param partitions        of the events topic, for the life of a generation
 * @param replicationFactor of both topics; 3 wherever a broker may be lost
 * @param minInsyncReplicas replicas that must have a record before it counts; 2 where there are 3
 */
@ConfigurationProperties("tasklog.stream")
public record StreamSettings(
    @DefaultValue("1") int generation,
    @DefaultValue("48") int partitions,
    @DefaultValue("1") short replicationFactor,
    @DefaultValue("1") int minInsyncReplicas) {

  public String events() {
    return Topics.events(generation);
  }

  public String checkpoints() {
    return Topics.checkpoints(generation);
  }

  /** The same for every relay of a generation: that is what lets Kafka shut a former leader out. */
  String transactionalId() {
    return events() + ".relay";
  }
}
