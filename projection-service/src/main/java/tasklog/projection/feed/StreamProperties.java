package tasklog.projection.feed;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tasklog.events.wire.Topics;

/**
 * Which stream is read.
 *
 * @param generation of its topics
 */
@ConfigurationProperties("tasklog.stream")
public record StreamProperties(@DefaultValue("1") int generation) {

  /** The consumer group of a view. */
  String group(String view) {
    return "tasklog-projection." + view + ".g" + generation;
  }

  String events() {
    return Topics.events(generation);
  }

  String checkpoints() {
    return Topics.checkpoints(generation);
  }
}
