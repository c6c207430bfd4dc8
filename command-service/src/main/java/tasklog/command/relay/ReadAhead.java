package tasklog.command.relay;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.EventLog;
import tasklog.command.store.LoggedEvent;

/**
 * Reads the log page by page. Behind a full page it reads the next one already, while its caller does something with this
 * one; at the end of the log, where events come one by one, it reads nothing that was not asked for. What it has read
 * ahead stays true: nothing in the log changes, and it only grows at its end. For one thread.
 */
final class ReadAhead {

  private static final Executor BESIDE = Thread.ofPlatform().daemon().name("relay-read-ahead")::start;

  private record Next(long after, CompletableFuture<List<LoggedEvent>> page) {}

  private final EventLog log;
  private final int size;
  private @Nullable Next next;

  /** @param size of a page that is full; see {@link EventLog#read} */
  ReadAhead(EventLog log, int size) {
    this.log = log;
    this.size = size;
  }

  /**
   * The events that follow, as they were when it was called or shortly before.
   *
   * @throws RuntimeException when the log cannot be read; it is read anew by the next call
   */
  List<LoggedEvent> after(long position) {
    var page = take(position);
    next = page.size() < size ? null : start(page.getLast().position());
    return page;
  }

  private List<LoggedEvent> take(long position) {
    var ahead = next;
    next = null;
    return ahead == null || ahead.after() != position ? log.read(position, size) : read(ahead.page());
  }

  private static List<LoggedEvent> read(CompletableFuture<List<LoggedEvent>> page) {
    try {
      return page.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private Next start(long after) {
    return new Next(after, CompletableFuture.supplyAsync(() -> log.read(after, size), BESIDE));
  }
}
