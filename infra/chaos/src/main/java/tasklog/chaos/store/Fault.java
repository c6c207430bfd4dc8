package tasklog.chaos.store;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Something that is broken once so many attempts are settled, in the middle of the others. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "what")
sealed interface Fault {

  int after();

  /** {@code kill -9} to a writer, and another in its place. */
  record WriterKilled(int after, int writer) implements Fault {}

  /** {@code kill -9} to PostgreSQL, and a start after a while. */
  record DatabaseKilled(int after, Duration away) implements Fault {}

  /** In their order, never in the first or the last tenth of the attempts. */
  static List<Fault> plan(StorePlan plan) {
    var random = new Random(plan.seed());
    var writers = IntStream.range(0, plan.writerKills())
        .<Fault>mapToObj(_ -> new WriterKilled(moment(plan, random), random.nextInt(plan.processes())));
    var databases = IntStream.range(0, plan.databaseKills())
        .<Fault>mapToObj(
            _ -> new DatabaseKilled(moment(plan, random), Duration.ofMillis(random.nextInt(1_500))));
    return Stream.concat(writers, databases).sorted(Comparator.comparingInt(Fault::after)).toList();
  }

  private static int moment(StorePlan plan, Random random) {
    return plan.attempts() / 10 + random.nextInt(Math.max(1, plan.attempts() * 8 / 10));
  }
}
