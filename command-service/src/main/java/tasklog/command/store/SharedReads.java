package tasklog.command.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import tasklog.command.store.EventFinder.Found;

/**
 * Lets questions that come while others are being answered share a statement, as appends do: a statement for each costs
 * the server several times what it takes to find the few events. Whoever finds a turn free asks for all that wait, on
 * their own thread; who comes later waits to be answered, or for their turn. Where a shared statement fails, each asks for
 * itself, and fails for itself. Thread-safe.
 */
final class SharedReads {

  /** More statements at a time would each be shared by fewer. */
  private static final int TURNS = 2;

  private static final int MAX_QUESTIONS = 64;

  /** One that asks for so much costs the same by itself, and would make others wait. */
  private static final int MAX_CONDITIONS = 16;

  /** As long as for a connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** What one who waits is told. */
  private sealed interface Word {

    record Answer(Found found) implements Word {}

    /** Whoever is told so has a turn, and asks. */
    record YourTurn() implements Word {}

    record AskAlone() implements Word {}
  }

  private record Question(List<Condition> conditions, CompletableFuture<Word> word) {

    boolean tell(Word told) {
      return word.complete(told);
    }
  }

  private final Function<List<List<Condition>>, List<Found>> finder;
  private final ConcurrentLinkedQueue<Question> waiting = new ConcurrentLinkedQueue<>();
  private final Semaphore turns = new Semaphore(TURNS);

  /** @param finder answers questions at one moment, in their order */
  SharedReads(Function<List<List<Condition>>, List<Found>> finder) {
    this.finder = finder;
  }

  /** @throws StoreUnavailableException when it cannot be read, or not until the caller's deadline */
  Found find(List<Condition> conditions) {
    if (conditions.size() > MAX_CONDITIONS) return alone(conditions);
    if (turns.tryAcquire()) return ask(new Question(conditions, new CompletableFuture<>()));
    var question = new Question(conditions, new CompletableFuture<>());
    waiting.add(question);
    if (turns.tryAcquire()) passOn(); // it may have become free before anybody could see that we wait
    return switch (await(question)) {
      case Word.Answer(var found) -> found;
      case Word.YourTurn _ -> ask(question);
      case Word.AskAlone _ -> alone(conditions);
    };
  }

  /** How many wait for others to be answered, those who have given up among them. */
  int waiting() {
    return waiting.size();
  }

  private Found alone(List<Condition> conditions) {
    return finder.apply(List.of(conditions)).getFirst();
  }

  private static Word await(Question question) {
    try {
      return question.word().get(Deadline.in(PATIENCE) - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return giveUp(question);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return giveUp(question);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Word giveUp(Question question) {
    if (question.word().cancel(false))
      throw new StoreUnavailableException("Too many read", null);
    return question.word().join();
  }

  /** With a turn, which goes on to the next who waits. */
  private Found ask(Question own) {
    var questions = new ArrayList<Question>();
    questions.add(own);
    try {
      for (var next = waiting.poll(); next != null; next = waiting.poll()) {
        if (!next.word().isDone()) questions.add(next);
        if (questions.size() == MAX_QUESTIONS) break;
      }
      return answer(questions);
    } finally {
      passOn();
    }
  }

  private Found answer(List<Question> questions) {
    var own = questions.getFirst();
    if (questions.size() == 1) return alone(own.conditions());
    List<Found> found;
    try {
      found = finder.apply(questions.stream().map(Question::conditions).toList());
    } catch (RuntimeException _) {
      questions.forEach(question -> question.tell(new Word.AskAlone()));
      return alone(own.conditions());
    }
    for (int i = 1; i < questions.size(); i++) {
      questions.get(i).tell(new Word.Answer(found.get(i)));
    }
    return found.getFirst();
  }

  /** Gives a turn to whoever has waited longest, or back. */
  private void passOn() {
    while (true) {
      for (var next = waiting.poll(); next != null; next = waiting.poll()) {
        if (next.tell(new Word.YourTurn())) return;
      }
      turns.release();
      if (waiting.isEmpty() || !turns.tryAcquire()) return;
    }
  }
}
