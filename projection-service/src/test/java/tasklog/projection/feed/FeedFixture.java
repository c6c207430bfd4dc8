package tasklog.projection.feed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.parking.DeadLetters;
import tasklog.projection.feed.parking.Parking;
import tasklog.testkit.TestKafka;

/** An instance of the feed without the service around it. */
public final class FeedFixture implements AutoCloseable {

  /** Reads that may wait for a view at the same time. */
  public static final int WAITERS = 10;

  static final FeedProperties PROPERTIES = new FeedProperties(1, Duration.ofMillis(20),
      Duration.ofMillis(200),
      Duration.ofSeconds(30), WAITERS);

  final Progress progress;
  final Stops stops;
  final Attendant attendant;
  final FeedHealth health;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Feed feed;
  private final ProgressListener listener;

  FeedFixture(View view, ReadDatabase database, int generation, InstantSource clock) {
    this(List.of(view), database, generation, clock);
  }

  public FeedFixture(List<View> views, ReadDatabase database, int generation) {
    this(views, database, generation, Instant::now);
  }

  private FeedFixture(List<View> views, ReadDatabase database, int generation, InstantSource clock) {
    var connection = Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers());
    var consumer = Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers(),
        "max.poll.records", 40,
        "session.timeout.ms", 6000, "heartbeat.interval.ms", 500);
    var stream = new StreamProperties(generation);
    var instance = new Instance();
    var offsets = new Offsets(database.jdbc(), stream);
    var parking = new Parking(database.jdbc());
    var admin = new KafkaAdmin(connection);
    progress = new Progress(views, offsets, PROPERTIES, clock);
    var _ = new LagMeters(views, progress, meters);
    stops = new Stops(views, meters);
    var due = new RebuildsDue(views, new JdbcTemplate(database.dataSource()), meters);
    attendant = new Attendant(views, parking,
        new DeadLetters(database.jdbc(), database.transactions(), admin,
            new DefaultKafkaProducerFactory<>(connection)),
        new Replays(views, parking, database.transactions()),
        new RebuildProgress(views, database.jdbc(), stream, meters), due, stream, PROPERTIES, meters);
    health = new FeedHealth(stops, attendant, due);
    listener = new ProgressListener(database.dataSource(), progress, attendant, PROPERTIES, instance);
    feed = new Feed(views, new Broker(admin, stream), offsets, parking,
        database.transactions(),
        progress, stops, instance, PROPERTIES,
        new Containers(new DefaultKafkaConsumerFactory<>(consumer), stream, meters), meters);
  }

  /** Looks at once at what it looks at now and then. */
  public void attend() {
    attendant.wake();
  }

  /** What a gauge of a view says, NaN where there is none. */
  public double gauge(String name, View view, String... tags) {
    var gauge = meters.find(name).tag("view", view.name()).tags(tags).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  public FeedFixture start() {
    listener.start();
    attendant.start();
    feed.start();
    return this;
  }

  /** Follows what other instances project, and projects nothing itself. */
  public FeedFixture listen() {
    listener.start();
    return this;
  }

  /** What health tells an operator. */
  public Map<String, Object> ailments() {
    return health.health().getDetails();
  }

  public Progress progress() {
    return progress;
  }

  @Override
  public void close() {
    feed.stop();
    attendant.stop();
    listener.stop();
  }
}
