package tasklog.command.bus;

import java.util.function.LongFunction;
import tasklog.command.store.NewRequest;

/**
 * Makes of a decision what is remembered of the request behind it, before its events have positions.
 *
 * @param <S> what was decided on
 */
@FunctionalInterface
public interface Receipt<S> {

  /** A request as it is remembered, and where its events have come to stand. */
  record Kept(NewRequest request, long first) {

    /** Only with the events of a command is its request remembered; where none followed, that is still to be done. */
    public boolean isStored() {
      return first > 0;
    }
  }

  /** @param decided the decision, for any position that its first event could get */
  NewRequest of(LongFunction<Decided<S>> decided);
}
