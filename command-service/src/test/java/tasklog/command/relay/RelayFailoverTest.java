package tasklog.command.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static tasklog.command.relay.TestStream.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tasklog.command.relay.RelayStatus.State;
import tasklog.command.store.EventLog;
import tasklog.events.wire.Checkpoint;
import tasklog.events.wire.Heartbeat;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

/** One relay writes at a time, and the next one goes on exactly where the stream stands. */
class RelayFailoverTest {

  private final DataSource database = TestPostgres.newDatabase("relay").dataSource();
  private final TestLog log = new TestLog(database);
  private final EventLog reader = new EventLog(database, database);
  private final TestStream stream = new TestStream(TestKafka.bootstrapServers(), 3);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var it : opened) {
      it.close();
    }
    reader.close();
  }

  @Test
  void what_a_killed_relay_had_begun_is_done_once() {
    log.append(500, 5);
    for (int kill = 0; kill < 4; kill++) {
      var killed = takeOver();
      killed.begin();
      killed.send(reader.read(killed.position(), 40));
      killed.commit(null);
      killed.begin();
      killed.send(reader.read(killed.position(), 70)); // never committed, never closed
    }
    var relay = relay();
    relay.await(log.head());
    assertThatStreamIsTheLog();
  }

  @Test
  void a_relay_that_was_stopped_goes_on_where_it_was() {
    log.append(120, 3);
    relay().await(120);
    close(0);
    log.append(30);
    relay().await(150);
    assertThatStreamIsTheLog();
  }

  @Test
  void one_leads_and_the_other_takes_over_at_once_when_it_is_stopped() {
    var first = relay();
    first.await(State.LEADING);
    var second = relay();
    second.await(State.FOLLOWING);
    log.append(10);
    first.await(10);
    assertThat(second.state()).isEqualTo(State.FOLLOWING);
    var stopped = System.nanoTime();
    close(0);
    assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(1));
    log.append(10);
    second.await(20);
    assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(TestRelay.SETTINGS.lease());
    assertThatStreamIsTheLog();
  }

  @Test
  void another_takes_over_within_three_seconds_after_the_lease_has_run_out() {
    var pausable = new PausableDataSource(database);
    var paused = relay(pausable);
    paused.await(State.LEADING);
    var other = relay();
    other.await(State.FOLLOWING);
    pausable.pause();
    var began = System.nanoTime();
    log.append(10);
    other.await(10);
    var took = Duration.ofNanos(System.nanoTime() - began);
    assertThat(took).isLessThan(TestRelay.SETTINGS.lease().plusSeconds(3));

    pausable.resume();
    paused.await(State.FOLLOWING);
    log.append(10);
    other.await(20);
    assertThatStreamIsTheLog();
    assertThat(stream.heartbeats()).extracting(Heartbeat::time).isSorted();
  }

  /** Red, like the next one, when each relay has a transactional id of its own. */
  @Test
  void a_paused_leader_that_wakes_in_its_transaction_writes_nothing() {
    log.append(20, 5);
    var paused = takeOver();
    paused.begin();
    paused.send(reader.read(0, 10));
    var leader = relay();
    leader.await(20);
    assertThatExceptionOfType(KafkaException.class).isThrownBy(() -> {
      paused.send(reader.read(10, 10));
      paused.commit(new Moment(Instant.now(), 20));
    });
    log.append(10);
    leader.await(30);
    assertThatStreamIsTheLog();
  }

  @Test
  void a_paused_leader_that_wakes_between_transactions_tells_no_heartbeat() {
    log.append(20, 5);
    var paused = takeOver();
    paused.begin();
    paused.send(reader.read(0, 20));
    paused.commit(null);
    var leader = relay();
    leader.await(State.LEADING);
    log.append(10);
    leader.await(30);
    assertThatExceptionOfType(KafkaException.class).isThrownBy(() -> {
      paused.begin();
      paused.commit(new Moment(Instant.now(), 20));
    });
    await().untilAsserted(() -> assertThat(stream.heartbeats()).extracting(Heartbeat::head).contains(30L));
    assertThat(stream.heartbeats()).extracting(Heartbeat::head).isSorted();
    assertThatStreamIsTheLog();
  }

  /** Red when it looks before it shuts the others out. */
  @Test
  void nobody_else_writes_while_a_relay_looks_where_the_stream_stands() throws Exception {
    log.append(20, 5);
    var former = takeOver();
    former.begin();
    former.send(reader.read(0, 10));
    former.commit(null);
    former.begin();
    former.send(reader.read(10, 10));
    var pausable = new PausableDataSource(database);
    pausable.pause();
    var leader = opened(new TestRelay(database, pausable, stream)).start();
    await().until(pausable::holdsUp); // it has read the checkpoint, and looks into the log
    assertThatExceptionOfType(KafkaException.class).isThrownBy(() -> former.commit(null));
    pausable.resume();
    leader.await(20);
    assertThatStreamIsTheLog();
  }

  /** Red when a rehearsal calls {@code initTransactions}. */
  @Test
  void who_rehearses_a_takeover_shuts_nobody_out_and_writes_nothing() {
    log.append(20, 5);
    var leader = takeOver();
    leader.begin();
    leader.send(reader.read(0, 10));
    leader.commit(null);
    leader.begin();
    leader.send(reader.read(10, 10));
    new Takeover(stream.clients, stream.settings, TestStream.PATIENCE, reader).rehearse();
    leader.commit(null);
    assertThatStreamIsTheLog();
    assertThat(stream.checkpoints()).extracting(Checkpoint::position).containsExactly(10L, 20L);
  }

  @Test
  void a_takeover_that_is_slower_than_the_lease_is_not_cut_short() {
    var pausable = new PausableDataSource(database);
    pausable.pause();
    var slow = opened(new TestRelay(database, pausable, stream)).start();
    await().until(pausable::holdsUp);
    var other = relay();
    await().during(TestRelay.SETTINGS.lease().multipliedBy(2))
        .until(() -> other.state() != State.LEADING);
    pausable.resume();
    slow.await(State.LEADING);
  }

  @Test
  void a_lease_is_judged_by_the_clock_of_the_database() {
    var one = new Lease(database, 7, Duration.ofSeconds(60));
    var other = new Lease(database, 7, Duration.ofSeconds(60));
    assertThat(one.acquire()).isZero();
    assertThat(one.acquire()).isZero();
    assertThat(other.acquire()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
    assertThat(other.renew()).isEmpty();
    assertThat(new Lease(database, 8, Duration.ofSeconds(60)).acquire()).isZero();
    assertThat(one.renew()).hasValueSatisfying(
        time -> assertThat(time).isCloseTo(Instant.now(), within(Duration.ofSeconds(5))));
    log.execute("UPDATE relay_lease SET expires_at = clock_timestamp() WHERE generation = 7");
    assertThat(other.acquire()).isZero();
    assertThat(one.renew()).isEmpty();
    one.release();
    assertThat(one.acquire()).isPositive();
    other.release();
    assertThat(one.acquire()).isZero();
  }

  @Test
  void a_leader_keeps_its_lease_during_a_step_that_is_longer_than_it() {
    var lease = new Lease(database, 7, Duration.ofMillis(300));
    assertThat(lease.acquire()).isZero();
    var other = new Lease(database, 7, Duration.ofMillis(300));
    var began = System.nanoTime();
    try (var _ = new LeaseKeeper(lease, Duration.ofMillis(50), Duration.ofMillis(1_200))) {
      await().pollInterval(Duration.ofMillis(20)).until(() -> other.acquire().isZero()); // it hangs
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(1_200), Duration.ofMillis(2_000));
  }

  private StreamWriter takeOver() {
    return opened(new Takeover(stream.clients, stream.settings, TestStream.PATIENCE, reader).run());
  }

  private TestRelay relay() {
    return relay(database);
  }

  private TestRelay relay(DataSource source) {
    return opened(new TestRelay(source, stream)).start();
  }

  private <T extends AutoCloseable> T opened(T it) {
    opened.add(it);
    return it;
  }

  private void close(int index) {
    try {
      opened.remove(index).close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void assertThatStreamIsTheLog() {
    var events = stream.events();
    assertThat(events).extracting(it -> it.event().position())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, log.head()).boxed().toList());
    assertThat(events).extracting(it -> it.event().id()).containsExactlyElementsOf(log.ids());
    assertThat(events).extracting(it -> it.incarnation()).containsOnly(reader.incarnation());
    assertThat(stream.checkpoints().getLast().position()).isEqualTo(log.head());
  }
}
