package tasklog.local;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Brokers of one cluster, numbered from 1, each of which is a controller too.
 *
 * @param cluster         its id; counts at the first start, like the number of brokers
 * @param controllerPorts in their order
 */
public record Quorum(String cluster, List<Integer> controllerPorts) {

  public static Quorum of(List<Integer> controllerPorts) {
    return new Quorum(Uuid.randomUuid().toString(), List.copyOf(controllerPorts));
  }

  int port(int node) {
    return controllerPorts.get(node - 1);
  }

  /** As {@code controller.quorum.voters} has it. */
  String voters() {
    return IntStream.rangeClosed(1, controllerPorts.size())
        .mapToObj(node -> node + "@127.0.0.1:" + port(node))
        .collect(Collectors.joining(","));
  }
}
