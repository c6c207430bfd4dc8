package tasklog.web.input;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemError;

/**
 * A member of a body or a query parameter: absent, null, or a value. What is wrong with it is noted when it is declared;
 * its value can be had once the input as a whole was checked, and is valid then.
 */
public final class Field<T> {

  private enum State {
    ABSENT, NULL, VALUE, REFUSED
  }

  private final Place place;
  private final State state;
  private final @Nullable T value;

  private Field(Place place, State state, @Nullable T value) {
    this.place = place;
    this.state = state;
    this.value = value;
  }

  static <T> Field<T> absent(Place place) {
    return new Field<>(place, State.ABSENT, null);
  }

  static <T> Field<T> ofNull(Place place) {
    return new Field<>(place, State.NULL, null);
  }

  /** @param value null when it was refused */
  static <T> Field<T> read(Place place, @Nullable T value) {
    return new Field<>(place, value == null ? State.REFUSED : State.VALUE, value);
  }

  /** Refuses absence and null. */
  public Field<T> required() {
    if (state == State.ABSENT) {
      place.refuse(ErrorCode.REQUIRED);
    }
    return notNull();
  }

  /** Refuses null; absence is fine. */
  public Field<T> notNull() {
    if (state == State.NULL) {
      place.refuse(ErrorCode.NULL_NOT_ALLOWED);
    }
    return this;
  }

  /** Refuses a value that the rule does not hold for; absence and null are not its business. */
  public Field<T> verify(Predicate<T> rule, ErrorCode code, String detail) {
    return value == null || rule.test(value) ? this : read(place, place.<T>refuse(code, detail));
  }

  /** The same field with another value in place of its value. */
  public <R> Field<R> map(Function<T, R> function) {
    return new Field<>(place, state, value == null ? null : function.apply(value));
  }

  /** Whether it was there, null included. */
  public boolean isPresent() {
    place.findings().requireChecked();
    return state != State.ABSENT;
  }

  /** The value of a field that is {@link #required}. */
  public T get() {
    return optional().orElseThrow(() -> new NoSuchElementException("The field is not required"));
  }

  /** The value, or null when it is absent or null. */
  public @Nullable T orNull() {
    place.findings().requireChecked();
    return value;
  }

  /** The value, or another one when it is absent or null. */
  public T orElse(T other) {
    return optional().orElse(other);
  }

  public Optional<T> optional() {
    return Optional.ofNullable(orNull());
  }

  /** An error at this place, for a rule that needs more than this field. */
  public ProblemError error(ErrorCode code, String detail) {
    return place.error().apply(code, detail);
  }
}
