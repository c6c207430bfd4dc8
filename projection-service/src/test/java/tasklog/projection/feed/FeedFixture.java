package tasklog.projection.feed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import tasklog.projection.ReadDatabase;
import tasklog.testkit.TestKafka;

/** An instance of the feed without the service around it. */
public final class FeedFixture implements AutoCloseable {

  private static final FeedProperties PROPERTIES = new FeedProperties(1, Duration.ofMillis(20),
      Duration.ofMillis(200),
      Duration.ofSeconds(30), 10);

  final Progress progress;
  final Stops stops;
  private final Feed feed;
  private final ProgressListener listener;

  FeedFixture(View view, ReadDatabase database, int generation) {
    this(List.of(view), database, generation);
  }

  public FeedFixture(List<View> views, ReadDatabase database, int generation) {
    var connection = Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers());
    var consumer = Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers(),
        "max.poll.records", 40,
        "session.timeout.ms", 6000, "heartbeat.interval.ms", 500);
    var stream = new StreamProperties(generation);
    var meters = new SimpleMeterRegistry();
    var instance = new Instance();
    var offsets = new Offsets(database.jdbc(), stream);
    progress = new Progress(views, PROPERTIES, Instant::now);
    stops = new Stops(views, meters);
    listener = new ProgressListener(database.dataSource(), offsets, progress, PROPERTIES, instance);
    feed = new Feed(views, new Broker(new KafkaAdmin(connection), stream), offsets,
        database.transactions(),
        progress, stops, instance, PROPERTIES,
        new Containers(new DefaultKafkaConsumerFactory<>(consumer), stream, meters));
  }

  public FeedFixture start() {
    listener.start();
    feed.start();
    return this;
  }

  @Override
  public void close() {
    feed.stop();
    listener.stop();
  }
}
