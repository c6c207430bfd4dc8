package tasklog.bench.stream;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tasklog.bench.server.Database;
import tasklog.events.wire.Checkpoint;

/**
 * How far a service has come with all its views.
 *
 * @param records   of the topic, each counted once for each view
 * @param positions the last of each partition, of each view, in sum
 */
record Projected(int views, long records, long positions) {

  private static final String FAR = """
      SELECT concat_ws(' ', count(DISTINCT view), coalesce(sum(next_offset), 0), coalesce(sum(position), 0))
        FROM projection_offset""";

  static Projected of(Database database) {
    if (!database.value("SELECT to_regclass('projection_offset') IS NOT NULL").equals("t"))
      return new Projected(0, 0, 0);
    var words = database.value(FAR).split(" ", -1);
    return new Projected(Integer.parseInt(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
  }

  /** Looks often, so that what comes first is not missed by much. */
  static Projected await(Database database, ReadSide.Service service, Predicate<Projected> wanted)
      throws IOException, InterruptedException {
    var projected = of(database);
    while (!wanted.test(projected)) {
      service.requireAlive();
      TimeUnit.MILLISECONDS.sleep(20);
      projected = of(database);
    }
    return projected;
  }

  boolean isAt(Checkpoint checkpoint) {
    return views > 0
        && positions >= views * checkpoint.last().stream().mapToLong(Long::longValue).sum();
  }
}
