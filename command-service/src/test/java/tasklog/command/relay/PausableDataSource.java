package tasklog.command.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Stops a relay in its tracks as a pause of its whole process does: whatever it does next, it needs a connection. */
final class PausableDataSource extends DelegatingDataSource {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition resumed = lock.newCondition();
  private boolean paused;
  private int waiting;

  PausableDataSource(DataSource target) {
    super(target);
  }

  void pause() {
    set(true);
  }

  void resume() {
    set(false);
  }

  /** Whether somebody waits for a connection. */
  boolean holdsUp() {
    lock.lock();
    try {
      return waiting > 0;
    } finally {
      lock.unlock();
    }
  }

  private void set(boolean value) {
    lock.lock();
    try {
      paused = value;
      resumed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    lock.lock();
    try {
      waiting++;
      while (paused) {
        resumed.awaitUninterruptibly();
      }
      waiting--;
    } finally {
      lock.unlock();
    }
    return super.getConnection();
  }
}
