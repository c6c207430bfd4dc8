package tasklog.command.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tasklog.command.store.EventLog;
import tasklog.command.store.LoggedEvent;
import tasklog.command.store.StoreUnavailableException;
import tasklog.testkit.TestPostgres;

class ReadAheadTest {

  private static final int PAGE = 3;

  private final CountingDataSource database = new CountingDataSource(
      TestPostgres.newDatabase("ahead").dataSource());
  private final TestLog written = new TestLog(database);
  private final EventLog log = new EventLog(database, database);
  private final ReadAhead pages = new ReadAhead(log, PAGE);

  /** Counts connections, and refuses the one of a certain number. */
  private static final class CountingDataSource extends DelegatingDataSource {

    private final AtomicInteger connections = new AtomicInteger();
    private volatile int refused = -1;

    CountingDataSource(DataSource target) {
      super(target);
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (connections.incrementAndGet() == refused) throw new SQLException("away", "08006");
      return super.getConnection();
    }
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void pages_follow_each_other_without_hole_and_without_repetition() {
    written.append(2 * PAGE + 1);
    assertThat(positions(pages.after(0))).containsExactly(1L, 2L, 3L);
    assertThat(positions(pages.after(3))).containsExactly(4L, 5L, 6L);
    assertThat(positions(pages.after(6))).containsExactly(7L);
    assertThat(pages.after(7)).isEmpty();
  }

  @Test
  void behind_a_full_page_the_next_one_is_read_before_it_is_asked_for_and_behind_another_none_is() {
    written.append(PAGE + 1);
    var before = database.connections.get();
    pages.after(0);
    await().untilAsserted(() -> assertThat(database.connections).hasValue(before + 2));
    pages.after(PAGE);
    assertThat(database.connections).hasValue(before + 2);
    pages.after(PAGE + 1);
    assertThat(database.connections).hasValue(before + 3);
  }

  @Test
  void what_was_read_ahead_is_of_use_only_where_it_begins() {
    written.append(3 * PAGE);
    pages.after(0);
    assertThat(positions(pages.after(5))).containsExactly(6L, 7L, 8L);
  }

  @Test
  void what_came_behind_a_page_that_was_read_early_is_read_next() {
    written.append(PAGE);
    var before = database.connections.get();
    pages.after(0);
    await().untilAsserted(() -> assertThat(database.connections).hasValue(before + 2));
    assertThat(pages.after(PAGE)).isEmpty();
    written.append(1);
    assertThat(positions(pages.after(PAGE))).containsExactly(4L);
  }

  @Test
  void a_page_that_could_not_be_read_ahead_fails_when_it_is_asked_for_and_is_read_anew() {
    written.append(PAGE + 1);
    database.refused = database.connections.get() + 2;
    assertThat(positions(pages.after(0))).containsExactly(1L, 2L, 3L);
    assertThatThrownBy(() -> pages.after(PAGE)).isInstanceOf(StoreUnavailableException.class);
    assertThat(positions(pages.after(PAGE))).containsExactly(4L);
  }

  private static List<Long> positions(List<LoggedEvent> page) {
    return page.stream().map(LoggedEvent::position).toList();
  }
}
