package tasklog.command.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of appends of other processes, over a connection of its own that it makes anew whenever it is lost. */
final class HeadListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HeadListener.class);
  private static final int WAIT_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 1_000;

  private final DataSource direct;
  private final HeadSignal signal;
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile @Nullable Connection connection;
  private volatile boolean closed;
  private boolean deaf;

  HeadListener(DataSource direct, HeadSignal signal) {
    this.direct = direct;
    this.signal = signal;
  }

  void start() {
    if (thread.get() != null) return;
    var created = Thread.ofPlatform().daemon().name("event-listener").unstarted(this::run);
    if (thread.compareAndSet(null, created)) created.start();
  }

  private void run() {
    while (!closed) {
      try (var opened = direct.getConnection()) {
        connection = opened;
        deaf = false;
        listen(opened);
      } catch (SQLException e) {
        if (!closed && !deaf)
          LOG.warn("Not listening for appends of others; they are noticed a little later", e);
        deaf = true;
        pause();
      }
    }
  }

  private void listen(Connection opened) throws SQLException {
    try (var statement = opened.createStatement()) {
      statement.execute("LISTEN event");
      signal.maybeLonger(); // by what was said before we listened
      while (!closed) {
        var heard = opened.unwrap(PGConnection.class).getNotifications(WAIT_MILLIS);
        if (heard != null && heard.length > 0) {
          signal.maybeLonger();
        } else {
          statement.execute("SELECT 1"); // shows a connection that died in silence
        }
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException _) {
      // Only close() interrupts, and the loop looks for that itself.
    }
  }

  @Override
  public void close() {
    closed = true;
    var running = thread.get();
    if (running == null) return;
    running.interrupt();
    try {
      var open = connection;
      if (open != null) open.abort(Runnable::run); // close() would wait for what listens
    } catch (SQLException e) {
      LOG.debug("The listening connection was lost before it was closed", e);
    }
  }
}
