package tasklog.command.web;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tasklog.command.bus.Refused.Reason;

/** Counts commands that were not carried out, by why. */
@Component
final class CommandMetrics {

  /** It was no rule that stood in the way. */
  enum Failure {
    /** Other commands were faster, again and again. */
    CONTENDED,
    /** The store was away, and has nothing of it. */
    STORE_UNAVAILABLE,
    /** The store did not say in time whether it has it. */
    OUTCOME_UNKNOWN
  }

  private final Map<Reason, Counter> refused;
  private final Map<Failure, Counter> failed;

  CommandMetrics(MeterRegistry registry) {
    refused = counters(registry, Reason.class);
    failed = counters(registry, Failure.class);
  }

  private static <E extends Enum<E>> Map<E, Counter> counters(MeterRegistry registry, Class<E> reasons) {
    return Arrays.stream(reasons.getEnumConstants()).collect(Collectors.toMap(Function.identity(),
        reason -> Counter.builder("tasklog.command.refusals")
            .description("Commands that were not carried out")
            .tag("reason", reason.name().toLowerCase(Locale.ROOT)).register(registry),
        (one, _) -> one, () -> new EnumMap<>(reasons)));
  }

  void refused(Reason reason) {
    count(refused, reason);
  }

  void failed(Failure failure) {
    count(failed, failure);
  }

  private static <E> void count(Map<E, Counter> counters, E reason) {
    var counter = counters.get(reason);
    if (counter != null) counter.increment(); // each has one
  }
}
