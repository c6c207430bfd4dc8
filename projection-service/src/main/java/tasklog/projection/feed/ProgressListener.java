package tasklog.projection.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tasklog.projection.feed.parking.Parking;

/**
 * Keeps {@link Progress} up to date with what other instances project: PostgreSQL tells, and a slow look at the table
 * is the safety net. Holds one connection of the pool; requests that wait hold none.
 */
@Component
class ProgressListener implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ProgressListener.class);
  private static final String LISTEN = "LISTEN " + Offsets.CHANNEL + "; LISTEN " + Parking.CHANNEL;
  private static final String UNLISTEN = "UNLISTEN *";

  /** How long a stop may go unnoticed; costs the database nothing. */
  private static final int MOMENT_MS = 100;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final DataSource dataSource;
  private final Progress progress;
  private final Attendant attendant;
  private final FeedProperties properties;
  private final String instance;
  private volatile @Nullable Thread thread;

  ProgressListener(
      DataSource dataSource,
      Progress progress,
      Attendant attendant,
      FeedProperties properties,
      Instance instance) {
    this.dataSource = dataSource;
    this.progress = progress;
    this.attendant = attendant;
    this.properties = properties;
    this.instance = instance.id().toString();
  }

  @Override
  public void start() {
    var started = Thread.ofPlatform().daemon().name("progress-listener").unstarted(this::run);
    thread = started;
    progress.begin();
    started.start();
  }

  @Override
  public void stop() {
    var stopped = thread;
    thread = null;
    progress.end();
    try {
      if (stopped != null) {
        stopped.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    var retry = new Retry(properties.retryAfter(), properties.retryAtMost(), this::isRunning);
    while (retry.goesOn()) {
      try (var connection = dataSource.getConnection()) {
        listen(connection, retry);
      } catch (SQLException | RuntimeException fault) {
        if (isRunning() && retry.begins()) {
          log.warn("Cannot hear of progress, trying again until the database is back", fault);
        }
        retry.pause();
      }
    }
  }

  private void listen(Connection connection, Retry retry) throws SQLException {
    execute(connection, LISTEN);
    try {
      var looked = 0L;
      while (isRunning()) {
        if (looked == 0 || isTold(connection)
            || System.nanoTime() - looked > properties.refresh().toNanos()) {
          looked = System.nanoTime();
          progress.look();
          retry.succeeded();
        }
      }
    } finally {
      execute(connection, UNLISTEN);
    }
  }

  /** Listens for a moment; true when another instance has told something. */
  private boolean isTold(Connection connection) throws SQLException {
    var told = connection.unwrap(PGConnection.class).getNotifications(MOMENT_MS);
    if (told == null) {
      return false;
    }
    if (Arrays.stream(told).anyMatch(notification -> notification.getName().equals(Parking.CHANNEL))) {
      attendant.wake();
    }
    return Arrays.stream(told).anyMatch(notification -> !notification.getParameter().equals(instance));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
