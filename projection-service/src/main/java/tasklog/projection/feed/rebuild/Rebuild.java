package tasklog.projection.feed.rebuild;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import tasklog.projection.feed.StreamScan;
import tasklog.projection.feed.StreamScans;
import tasklog.projection.feed.StreamScans.Source;
import tasklog.projection.feed.View;

/**
 * Makes the tables of one view again, beside the live ones, and puts them in their place, while the service goes on. It
 * never goes further than the service has, so that the two are equal at some moment, and never calls it: everything is
 * in the database, whatever number of instances there is.
 *
 * <p>
 * Broken off at any moment, it leaves the live tables as they are, and the next run goes on from there.
 */
final class Rebuild {

  private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

  /** Less than this is not worth another round without indexes. */
  private static final long SMALL_ROUND = 200_000;

  /** What others wait for at most: queries for a lock behind ours, the feed for its offsets. */
  private static final String SHORTLY = "SET LOCAL lock_timeout = '200ms'; SET LOCAL synchronous_commit = on";
  private static final Duration REST = Duration.ofSeconds(1);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final View view;
  private final Database database;
  private final StreamScans scans;
  private final Source source;
  private final Shadow shadow;
  private final Live live;
  private final ParkedRows parked;
  private final Due due;
  private final Observer observer;
  private final Duration patience;

  /** @param patience how long the swap is tried, for as long as somebody uses the tables */
  Rebuild(View view, Database database, StreamScans scans, Observer observer, Duration patience) {
    this.view = view;
    this.database = database;
    this.scans = scans;
    this.source = scans.source();
    this.shadow = new Shadow(view, database);
    this.live = new Live(database.jdbc(), database.live(), view.name(), source.generation());
    this.parked = new ParkedRows(database.jdbc(), database.live(), view.name());
    this.due = new Due(database.jdbc(), database.live(), view.name());
    this.observer = observer;
    this.patience = patience;
  }

  /**
   * Rebuilds the view.
   *
   * @param acceptDifferences whether the new tables are to replace live ones with other rows
   * @throws Refused                                    when it does not go on, and why
   * @throws tasklog.projection.feed.StreamScan.Stopped when the topic cannot be read to where the service is
   */
  Outcome run(String build, boolean acceptDifferences) throws SQLException, InterruptedException {
    prepare(build);
    new Bulk(scans, observer).load(List.of(this));
    makeKeys(build);
    load();
    index();
    var differences = compare();
    if (!differences.isEmpty() && !acceptDifferences) {
      return new Outcome.Different(differences);
    }
    swap();
    return new Outcome.Swapped(differences);
  }

  /** Makes the tables, or finds those that an earlier run has begun to fill. */
  void prepare(String build) {
    due.refuseAnotherSchema();
    if (shadow.prepare(source, build)) {
      log.info("View {}: going on with what an earlier rebuild has made", view.name());
    }
    scans.register(view);
  }

  View view() {
    return view;
  }

  Shadow shadow() {
    return shadow;
  }

  Live live() {
    return live;
  }

  /** Keys that are there twice are the affair of events that cannot be applied: the feed's own way finds them. */
  private void makeKeys(String build) {
    try {
      shadow.makeKeys();
    } catch (DuplicateKeyException twice) {
      log.info("View {}: made anew, one event after the other, since a key would be there twice",
          view.name());
      shadow.clear(build);
      scans.register(view);
    }
  }

  private void load() throws InterruptedException {
    long before;
    long all = 0;
    do {
      before = all;
      all = live.records();
      var target = all;
      tell(Step.LOAD, Math.min(made(), target), target);
      new Loading(partitions -> scans.open(view, partitions, live.dropped()), ahead(live.positions()),
          read -> tell(Step.LOAD, Math.min(read, target), target)).run();
    } while (all - before > SMALL_ROUND);
  }

  private long made() {
    return scans.offsets(view).values().stream().mapToLong(Long::longValue).sum();
  }

  private void index() {
    var missing = shadow.missing();
    tell(Step.INDEX, 0, missing.size() + 1);
    for (var done = 0; done < missing.size(); done++) {
      database.execute(missing.get(done));
      tell(Step.INDEX, done + 1, missing.size() + 1);
    }
    shadow.vacuum();
  }

  /** A snapshot of the live tables stays as it is, however long it takes to get there and to compare. */
  private List<String> compare() throws SQLException {
    var tables = view.tables();
    tell(Step.COMPARE, 0, tables.size());
    catchUp();
    try (var before = database.snapshot(); var now = database.snapshot()) {
      var positions = live.positions(before);
      go(positions);
      live.refuseAnotherLog();
      var stillStanding = parked.owners(before, now);
      var reshaped = due.columns();
      var differences = new ArrayList<String>();
      for (var table : tables) {
        new RowComparison(before, table, shadow.live(table), Shadow.made(table), reshaped)
            .difference(before, now, stillStanding)
            .ifPresent(differences::add);
        tell(Step.COMPARE, tables.indexOf(table) + 1, tables.size());
      }
      return differences;
    }
  }

  private void swap() throws InterruptedException {
    var begin = System.nanoTime();
    var pause = FIRST_PAUSE;
    for (var attempt = 1; !trySwap(attempt); attempt++) {
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new Refused(
            "The tables of the view " + view.name() + " were in use, or copies of parked events were owed,"
                + " in each of " + attempt + " attempts to replace them, for "
                + NANOSECONDS.toSeconds(System.nanoTime() - begin)
                + " s; rebuild it again, and it goes on from there");
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
  }

  /** The offsets are locked first, as the feed does; what it has applied since is applied here, and it waits. */
  private boolean trySwap(int attempt) {
    var moves = catchUp();
    tell(Step.SWAP, attempt - 1L, 0);
    try (var scan = moves || attempt > 1 ? open() : null) {
      return Boolean.TRUE.equals(database.transactions().execute(status -> {
        database.execute(SHORTLY);
        if (!reach(scan, live.locked()) || !parked.replace()) {
          status.setRollbackOnly();
          return false;
        }
        shadow.replace();
        due.done();
        return true;
      }));
    } catch (RuntimeException fault) {
      if (Database.isBusy(fault)) {
        return false;
      }
      throw fault;
    }
  }

  /** Where nothing has moved nothing is opened, which takes as long as thousands of events. */
  private boolean reach(@Nullable StreamScan scan, Map<Integer, Long> positions) {
    return scan == null ? ahead(positions).isEmpty() : scan.reach(positions, REST);
  }

  /** Whether there was anything to do. */
  private boolean catchUp() {
    return go(live.positions());
  }

  private boolean go(Map<Integer, Long> positions) {
    if (ahead(positions).isEmpty()) {
      return false;
    }
    try (var scan = open()) {
      while (!scan.isAt(positions)) {
        scan.step(positions);
      }
    }
    return true;
  }

  /** Those of the positions that are not reached. */
  private Map<Integer, Long> ahead(Map<Integer, Long> positions) {
    var made = scans.positions(view);
    return positions.entrySet().stream()
        .filter(place -> made.getOrDefault(place.getKey(), 0L) < place.getValue())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private StreamScan open() {
    return scans.open(view, IntStream.range(0, source.partitions()).boxed().toList(),
        live.dropped());
  }

  private void tell(Step step, long done, long all) {
    observer.at(view.name(), step, done, all);
  }
}
