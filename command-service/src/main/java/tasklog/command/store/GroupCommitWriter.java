package tasklog.command.store;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of this process: takes what callers have queued while the last batch was on its way, and commits it
 * together. Callers block; nothing of theirs runs on this thread.
 */
final class GroupCommitWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommitWriter.class);
  private static final long RETRY_MILLIS = 100;

  private final BlockingQueue<AppendRequest> queue;
  private final BatchChoice choice;
  private final WriterConnection connection;
  private final LogIdentity identity;
  private final StoreMetrics metrics;
  private final LongConsumer onCommit;
  private final RecentTags recent;
  private final Runnable onNews;
  private final Thread thread;
  private long head = -1;
  private volatile boolean closing;

  /**
   * @param onCommit told the last position of each batch when it is durable; must be quick
   * @param recent   told of all that is appended
   * @param onNews   told when {@code recent} has something for who follows; must be quick
   */
  GroupCommitWriter(WriterConnection connection, StoreSettings settings, LogIdentity identity,
      StoreMetrics metrics, LongConsumer onCommit, RecentTags recent, Runnable onNews) {
    this.connection = connection;
    this.identity = identity;
    this.queue = new ArrayBlockingQueue<>(settings.queueCapacity());
    this.choice = new BatchChoice(queue, settings.maxBatch(), recent::refutes);
    this.metrics = metrics;
    this.onCommit = onCommit;
    this.recent = recent;
    this.onNews = onNews;
    this.thread = Thread.ofPlatform().daemon().name("event-writer").unstarted(this::run);
    metrics.observe(queue);
  }

  void start() {
    thread.start();
  }

  /** Blocks until the append is durable or refused, at most until its deadline. */
  Outcome append(AppendRequest request) {
    if (closing) return unavailable("The store is closing");
    if (identity.replaced().isPresent()) return unavailable("The log was replaced");
    if (!queue.offer(request)) return unavailable("Too many appends are waiting");
    return request.await();
  }

  private static Outcome unavailable(String why) {
    return new Outcome.Failure(new StoreUnavailableException(why, null));
  }

  /** How many appends wait for their turn. */
  int waiting() {
    return queue.size();
  }

  private void run() {
    while (!closing || choice.hasWork()) {
      try {
        step();
      } catch (SQLException e) {
        withoutConnection();
      } catch (InterruptedException _) {
        // Only close() interrupts: what is queued is still written, without waiting for more.
      } catch (RuntimeException | Error e) {
        LOG.error("The writer goes on after a fault of its own", e);
        connection.drop();
      }
    }
    connection.close();
  }

  private void step() throws SQLException, InterruptedException {
    if (!closing) choice.awaitWork();
    connection.get(); // before anything is taken: without a connection, nothing was tried
    var batch = choice.next();
    if (batch.isEmpty()) return;
    try {
      write(batch);
    } catch (RuntimeException | Error e) { // a fault of ours: nobody knows how far it came
      var unknown = new Outcome.Failure(new AppendOutcomeUnknownException("The writer failed"));
      batch.forEach(request -> request.answer(unknown));
      throw e;
    }
  }

  private void write(List<AppendRequest> batch) {
    try {
      answer(batch, new AppendBatch(batch, recent::renew).commit(connection.get()));
    } catch (SQLException e) {
      settle(batch, e);
    }
  }

  private void answer(List<AppendRequest> batch, List<Outcome> outcomes) {
    outcomes.stream().filter(Appended.class::isInstance).map(Appended.class::cast).findFirst()
        .ifPresent(first -> metrics.committed(batch.size(), head >= 0 && first.first() > head + 1));
    for (int i = 0; i < batch.size(); i++) {
      if (outcomes.get(i) instanceof Appended appended)
        identity.appended(appended.first(), batch.get(i).firstEvent());
      batch.get(i).answer(outcomes.get(i));
    }
    remember(batch, outcomes); // takes its time when a bulk append is among them
  }

  private void remember(List<AppendRequest> batch, List<Outcome> outcomes) {
    long last = head;
    boolean toFollow = false;
    for (int i = 0; i < batch.size(); i++) {
      if (outcomes.get(i) instanceof Appended appended) {
        last = appended.last();
        toFollow |= recent.appended(appended.first(), batch.get(i).events());
      }
    }
    if (last > head) onCommit.accept(last);
    if (toFollow) onNews.run();
    head = last;
  }

  private void settle(List<AppendRequest> batch, SQLException failure) {
    LOG.warn("A batch of {} appends failed and is taken apart: {}", batch.size(), failure.getMessage());
    metrics.takenApart();
    boolean inDoubt = SqlFailure.of(failure) == SqlFailure.LOST;
    if (inDoubt) connection.drop();
    for (var request : batch) {
      answer(List.of(request), List.of(new AppendSettlement(request, connection, inDoubt).settle()));
    }
  }

  /** What nobody waits for any longer must not take the place of others, nor anything keep us from closing. */
  private void withoutConnection() {
    connection.drop();
    boolean inVain = closing || identity.replaced().isPresent();
    choice.forget(request -> inVain && request.take(), unavailable("The log is away"));
    choice.forget(request -> !request.isWanted(), unavailable("Nobody waits"));
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException _) {
      // Only close() interrupts, and the loop looks for that itself.
    }
  }

  /** Takes nothing more, writes what is queued, and returns when that is done. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
