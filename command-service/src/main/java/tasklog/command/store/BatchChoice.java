package tasklog.command.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.function.Predicate;

/**
 * Chooses which waiting appends share the next batch. One whose condition could be met by another of the batch waits
 * for the next, where the store decides: the checks of a batch see the log as it was before the batch.
 */
final class BatchChoice {

  /** A batch holds the lock for as long as its tags take to be written; bulk appends have up to 10,000 each. */
  private static final int MAX_TAGS = 20_000;

  private final BlockingQueue<AppendRequest> queue;
  private final ArrayDeque<AppendRequest> deferred = new ArrayDeque<>();
  private final int maxBatch;
  private final Predicate<Condition> refuted;

  /** @param refuted whether a condition is known to be broken; such an append is refused without asking the log */
  BatchChoice(BlockingQueue<AppendRequest> queue, int maxBatch, Predicate<Condition> refuted) {
    this.queue = queue;
    this.maxBatch = maxBatch;
    this.refuted = refuted;
  }

  boolean hasWork() {
    return !deferred.isEmpty() || !queue.isEmpty();
  }

  void awaitWork() throws InterruptedException {
    if (deferred.isEmpty()) deferred.add(queue.take());
  }

  /** Takes the appends of the next batch, oldest first; empty when nobody waits for them any longer. */
  List<AppendRequest> next() {
    var batch = new ArrayList<AppendRequest>();
    var written = new WrittenTags();
    int tags = 0;
    int waiting = deferred.size();
    for (int seen = 0; seen < maxBatch && tags < MAX_TAGS; seen++) {
      var request = seen < waiting ? deferred.poll() : queue.poll();
      if (request == null) break;
      if (isInVain(request)) {
        if (request.take()) request.answer(new Outcome.Conflict());
      } else if (written.touch(request)) {
        deferred.add(request);
      } else if (request.take()) {
        batch.add(request);
        written.add(request);
        tags += request.tags();
      }
    }
    return batch;
  }

  /** That a request has been answered already counts first, and only the log knows. */
  private boolean isInVain(AppendRequest request) {
    return request.request() == null && request.conditions().stream().anyMatch(refuted);
  }

  /** Answers and forgets those that {@code which} is true for. */
  void forget(Predicate<AppendRequest> which, Outcome answer) {
    Predicate<AppendRequest> forgotten = request -> {
      if (!which.test(request)) return false;
      request.answer(answer);
      return true;
    };
    deferred.removeIf(forgotten);
    queue.removeIf(forgotten);
  }
}
