package tasklog.cli.verify;

import static tasklog.cli.verify.Differences.words;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tasklog.cli.console.Refusal;
import tasklog.cli.verify.Report.Digests;

/**
 * Compares log, topic and rows of a system that may be running: everything that the log had when it began, and of what
 * came later as much as was in the rows when all that had arrived there. The log is read once in the order of positions,
 * beside the topic and recorded_event, and once more owner by owner.
 */
final class Verification {

  private static final Duration POLL = Duration.ofMillis(50);

  /** Kafka's records and what a fold of JSON needs beside the texts take the rest. */
  private static final long PORTION = Runtime.getRuntime().maxMemory() / 12;

  /**
   * @param owner    null: all
   * @param current  whether the topic is the one that is projected, so that offsets are of it
   * @param patience how long to wait for a topic or for rows on which nothing moves
   */
  record Scope(@Nullable UUID owner, boolean current, Duration patience) {

    OwnerRange owners() {
      return owner == null ? OwnerRange.ALL : OwnerRange.of(owner);
    }
  }

  interface Told {
    /** @param done in parts of {@link #PARTS} */
    void reached(long done);
  }

  static final long PARTS = 1000;

  private final LogReader log;
  private final ReadSide read;
  private final @Nullable TopicReader topic;
  private final Scope scope;
  private final Told told;
  private final Differences differences = new Differences();
  private long events;
  private long folded;

  Verification(LogReader log, ReadSide read, @Nullable TopicReader topic, Scope scope, Told told) {
    this.log = log;
    this.read = read;
    this.topic = topic;
    this.scope = scope;
    this.told = told;
  }

  /** @throws Refusal when it cannot be told */
  Report run() throws SQLException {
    var incarnation = log.incarnation();
    var partitions = partitions();
    if (topic != null)
      topic.start(scope.owner() == null
          ? topic.all()
          : List.of(partitions.of(scope.owner())));
    long begin = log.head();
    await(partitions, begin);
    read.freeze();
    var places = read.places(partitions);
    long head = head(places, begin);
    checkIncarnations(places, incarnation);
    var records = compareEvents(incarnation, places, head);
    var rows = new RowsCheck(log, read, places, differences);
    for (var portion : portions(head)) {
      rows.check(portion, head, _ -> progress(head, ++folded));
    }
    return new Report(incarnation, head, events, topic == null ? null : topic.topic(), records.published(),
        counts(rows, records.recorded()), new Digests(rows.expectedDigest().toString(),
            rows.foundDigest().toString()),
        places.parked().lines(), differences);
  }

  private Partitions partitions() throws SQLException {
    int known = read.partitions();
    if (topic == null) {
      if (known == 0) throw new Refusal("The read side has never seen a topic of that generation");
      return new Partitions(known);
    }
    if (known != topic.partitions())
      differences.add("offset.partitions", "projection_offset", topic.partitions(), known);
    return new Partitions(topic.partitions());
  }

  /** Until the rows have all that the log had at first, or nothing has moved for too long. */
  private void await(Partitions partitions, long head) throws SQLException {
    var last = new long[partitions.number()];
    log.owners(scope.owners(), head, owner -> {
      int partition = partitions.of(owner.id());
      last[partition] = Math.max(last[partition], owner.last());
    });
    var places = read.places(partitions);
    var quietSince = System.nanoTime();
    while (!behind(places, last).isEmpty() && System.nanoTime() - quietSince < scope.patience().toNanos()) {
      LockSupport.parkNanos(POLL.toNanos());
      var now = read.places(partitions);
      if (!now.positions().equals(places.positions())) quietSince = System.nanoTime();
      places = now;
    }
    for (var lag : behind(places, last)) {
      differences.add("offset.behind", "view %s, partition %d".formatted(lag.view(), lag.partition()),
          words("position " + last[lag.partition()]), words("position " + lag.position()));
    }
  }

  private record Lag(View view, int partition, long position) {}

  private static List<Lag> behind(Places places, long[] last) {
    var behind = new ArrayList<Lag>();
    for (var view : View.values()) {
      for (int partition = 0; partition < last.length; partition++) {
        long position = places.position(view, partition);
        if (position < last[partition]) behind.add(new Lag(view, partition, position));
      }
    }
    return behind;
  }

  /** As far as the log is read: all that is in the rows, if the log has it. */
  private long head(Places places, long begin) throws SQLException {
    long wanted = Math.max(begin, places.highest());
    long head = Math.min(wanted, log.head());
    if (head < wanted)
      differences.add("offset.ahead", "projection_offset",
          words("nothing behind the head of the log, " + head), words("position " + wanted));
    return head;
  }

  private void checkIncarnations(Places places, UUID incarnation) {
    for (var other : places.incarnations()) {
      if (!other.equals(incarnation))
        differences.add("offset.incarnation", "projection_offset", incarnation, other);
    }
  }

  private record Compared(long published, long recorded) {}

  private Compared compareEvents(UUID incarnation, Places places, long head) throws SQLException {
    var ofLog = new LogCheck(differences, scope.owner() == null);
    var ofTopic = topic == null
        ? null
        : new TopicCheck(topic, incarnation, scope.owner(),
            scope.current() ? new OffsetCheck(differences, places, topic.id()) : null, differences);
    var chain = new long[places.partitions().number()];
    try (var recorded = new RecordedCheck(read, scope.owners(), places, differences)) {
      log.events(scope.owners(), head, event -> {
        int partition = places.partitions().of(event.owner());
        var previous = scope.owner() == null ? chain[partition] : null;
        ofLog.check(event);
        var published = ofTopic == null ? null : ofTopic.check(event, previous);
        recorded.check(event, previous, published);
        chain[partition] = event.position();
        progress(head, ++events);
      });
      ofLog.finish(head);
      if (ofTopic != null) ofTopic.finish(head);
      recorded.finish();
      return new Compared(ofTopic == null ? 0 : ofTopic.records(), recorded.compared());
    }
  }

  /** Ranges without a gap between them, so that rows of owners whom the log does not know are found too. */
  private List<OwnerRange> portions(long head) throws SQLException {
    var portions = new ArrayList<OwnerRange>();
    var open = new OwnerRange[]{scope.owners()};
    var size = new long[1];
    log.owners(scope.owners(), head, owner -> {
      size[0] += owner.size();
      if (size[0] > PORTION && !scope.owners().last().equals(owner.id())) {
        portions.add(open[0].upTo(owner.id()));
        open[0] = open[0].behind(owner.id());
        size[0] = 0;
      }
    });
    portions.add(open[0]);
    return portions;
  }

  private static Map<String, Long> counts(RowsCheck rows, long recorded) {
    var counts = new LinkedHashMap<String, Long>();
    var compared = new EnumMap<Table, Long>(Table.class);
    compared.putAll(rows.compared());
    for (var table : Table.values()) {
      counts.put(table.toString(), compared.getOrDefault(table, 0L));
    }
    counts.put("recorded_event", recorded);
    return counts;
  }

  /** Each event is read twice; how many an owner has is not known beforehand. */
  private void progress(long head, long read) {
    if (scope.owner() == null && read * PARTS / 2 / head != (read - 1) * PARTS / 2 / head)
      told.reached((folded == 0 ? 0 : PARTS / 2) + read * PARTS / 2 / head);
  }
}
