package tasklog.projection.feed;

import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.StreamScans.BulkSize;
import tasklog.projection.feed.parking.Parking;
import tasklog.testkit.TestKafka;

/** The stream as the program that rebuilds reads it, without that program. */
public final class ScansFixture {

  private ScansFixture() {}

  public static StreamScans of(ReadDatabase database, int generation) {
    return of(database, generation, BulkSize.USUAL);
  }

  /** The same with room for so little that rows are written long before all of their events have come. */
  public static StreamScans narrow(ReadDatabase database, int generation) {
    return of(database, generation, new BulkSize(5, 1));
  }

  private static StreamScans of(ReadDatabase database, int generation, BulkSize bulk) {
    var connection = Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers());
    var stream = new StreamProperties(generation);
    return new StreamScans(new Broker(new KafkaAdmin(connection), stream),
        new Offsets(database.jdbc(), stream), new Parking(database.jdbc()), database.transactions(),
        new JdbcTemplate(database.dataSource()), stream,
        FeedFixture.PROPERTIES,
        new DefaultKafkaConsumerFactory<>(connection), bulk);
  }
}
