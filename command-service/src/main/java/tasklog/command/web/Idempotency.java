package tasklog.command.web;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import tasklog.command.store.AnsweredRequests;
import tasklog.command.store.NewRequest;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves a request that has an {@code Idempotency-Key} once, and gives each retry the answer of the first try, whichever
 * instance it meets. A controller takes part with one line:
 *
 * <pre>{@code
 * return commands.answer(command, decided -> answers.resource(...)); // one command: stored with its events
 * return idempotency.once(() -> answers.answer(...));                // rows of tables: stored with them
 * }</pre>
 *
 * What is stored is what was decided: success, and refusal with 403, 404, 409, 412 or 422. What is refused before, as
 * malformed or invalid, and what can heal (401, 429, 5xx), leaves the key unused. A key that has an answer is looked up
 * before anything else is done, so another request with it is refused whatever else is wrong with it.
 */
public final class Idempotency {

  /** Work in a transaction may want a second connection now and then: the pool has more than twice as many. */
  private static final int MAX_TRANSACTIONS = 4;

  private static final String REPLAYED = "Idempotency-Replayed";
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final ScopedValue<KeyedRequest> CURRENT = ScopedValue.newInstance();
  private static final ScopedValue<Function<UUID, KeyedRequest>> OF_NOBODY = ScopedValue.newInstance();

  private final AnsweredRequests answered;
  private final Fingerprints fingerprints;
  private final InProgress inProgress;
  private final Duration kept;
  private final TransactionTemplate transaction;
  private final JsonMapper json;
  private final Semaphore transactions = new Semaphore(MAX_TRANSACTIONS);

  Idempotency(AnsweredRequests answered, Fingerprints fingerprints, IdempotencyProperties properties,
      TransactionTemplate transaction, JsonMapper json) {
    this.answered = answered;
    this.fingerprints = fingerprints;
    this.inProgress = new InProgress(properties.patience());
    this.kept = properties.kept();
    this.transaction = transaction;
    this.json = json;
  }

  /**
   * For a request that is no command, but changes rows of this database: runs the work, in the transaction that stores
   * the answer too if the request has a key. Events that the work appends are not in it: then a retry may find them
   * there, and has to make the same answer of them.
   *
   * @param work takes part in the transaction of its thread, as {@code JdbcClient} does
   * @throws ProblemException when it is refused, or cannot be done now
   */
  public <T> ResponseEntity<T> once(Supplier<ResponseEntity<T>> work) {
    var request = current();
    return request.isEmpty() ? work.get() : unlessRefused(request.get(), () -> once(request.get(), work));
  }

  private <T> ResponseEntity<T> once(KeyedRequest request, Supplier<ResponseEntity<T>> work) {
    return inTransaction(() -> transaction.<Optional<ResponseEntity<T>>>execute(status -> {
      var answer = Answer.of(work.get(), json);
      if (answered.put(request.with(answer, kept))) {
        return Optional.of(answer.entity());
      }
      status.setRollbackOnly();
      return Optional.empty();
    })).orElseGet(() -> replay(request));
  }

  private <T> T inTransaction(Supplier<T> work) {
    try {
      if (!transactions.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        throw ProblemException.unavailable(RETRY);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable(RETRY);
    }
    try {
      return work.get();
    } finally {
      transactions.release();
    }
  }

  /**
   * For a request of somebody who has no account yet: gives the key a scope, and so lets {@link #once} store the answer.
   * What the work refuses is stored, too.
   *
   * @param name tells such clients from each other; stored as a keyed hash only
   */
  public <T> ResponseEntity<T> within(String name, Supplier<ResponseEntity<T>> work) {
    if (!OF_NOBODY.isBound()) {
      return work.get();
    }
    var request = OF_NOBODY.get().apply(fingerprints.scope(name));
    try (var _ = inProgress.take(request.id())) {
      return this.<T>answerOf(request).orElseGet(() -> ScopedValue.where(CURRENT, request)
          .call(() -> unlessRefused(request, work)));
    }
  }

  /** The request that this thread serves, if it has a key and a scope. */
  Optional<KeyedRequest> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** Serves a request unless its key has an answer: it is returned then, and nothing done. */
  <E extends Exception> Optional<ResponseEntity<byte[]>> serve(KeyedRequest request, Service<E> service)
      throws E {
    try (var _ = inProgress.take(request.id())) {
      Optional<ResponseEntity<byte[]>> known = answerOf(request);
      if (known.isEmpty()) {
        ScopedValue.where(CURRENT, request).<Void, E>call(service::run);
      }
      return known;
    }
  }

  /** Serves a request whose key has no scope until {@link #within} gives it one. */
  <E extends Exception> void serve(Function<UUID, KeyedRequest> request, Service<E> service) throws E {
    ScopedValue.where(OF_NOBODY, request).<Void, E>call(service::run);
  }

  /** What is remembered of a request when its events come to stand wherever they do. */
  NewRequest receipt(KeyedRequest request, LongFunction<ResponseEntity<?>> answer) {
    return request.with(Answer.open(first -> Answer.of(answer.apply(first), json)), kept);
  }

  /** Stores the answer to a request that appends nothing, and gives it; or gives the one that is there. */
  <T> ResponseEntity<T> answer(KeyedRequest request, NewRequest answer) {
    return answered.put(answer) ? Answer.of(answer.at(0)).entity() : replay(request);
  }

  /** @throws ProblemException when the work could not be done; where it is refused for good, that is its answer */
  <T> ResponseEntity<T> unlessRefused(KeyedRequest request, Supplier<ResponseEntity<T>> work) {
    try {
      return work.get();
    } catch (ProblemException problem) {
      if (!Answer.isFinal(problem.code())) {
        throw problem;
      }
      return answer(request, request.with(Answer.of(problem.answer(), json), kept));
    }
  }

  /** The answer that somebody else has stored meanwhile. */
  <T> ResponseEntity<T> replay(KeyedRequest request) {
    return this.<T>answerOf(request).orElseThrow(() -> ProblemException.unavailable(RETRY));
  }

  /** @throws ProblemException {@code idempotency_key_reused} */
  private <T> Optional<ResponseEntity<T>> answerOf(KeyedRequest request) {
    return answered.find(request.scope(), request.key().value()).map(found -> {
      if (!request.isSameAs(found)) {
        throw ProblemException.of(ProblemCode.IDEMPOTENCY_KEY_REUSED);
      }
      return Answer.of(found).with(REPLAYED, "true").entity();
    });
  }

  /** What comes after; it answers by itself. */
  @FunctionalInterface
  interface Service<E extends Exception> {
    Void run() throws E;
  }
}
