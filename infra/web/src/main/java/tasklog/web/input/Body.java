package tasklog.web.input;

import static tasklog.web.ErrorCode.DUPLICATE;
import static tasklog.web.ErrorCode.TOO_FEW;
import static tasklog.web.ErrorCode.TOO_MANY;
import static tasklog.web.ErrorCode.UNKNOWN_FIELD;
import static tasklog.web.ErrorCode.WRONG_TYPE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tasklog.events.Attributes;
import tasklog.web.JsonPointers;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object as a body, read member by member. First all members are declared, then {@link #check} refuses the body
 * with one 422 that names every fault, members that were not declared included; only then can values be had.
 *
 * <pre>{@code
 * var title = body.text("title", 1, 200).required();
 * var dueAt = body.time("due_at");
 * body.check();
 * create(title.get(), dueAt.orNull());
 * }</pre>
 *
 * As a {@code @RequestBody} it is read with the service's own mapper: malformed JSON and members that are there twice
 * are 400. Not thread-safe.
 */
public final class Body {

  private final JsonNode json;
  private final Findings findings = new Findings();
  private final Set<String> declared = new HashSet<>();

  private Body(JsonNode json) {
    this.json = json;
  }

  public static Body of(JsonNode json) {
    return new Body(json);
  }

  /**
   * A body as it came: JSON in UTF-8.
   *
   * @throws JacksonException when it is no JSON
   * @throws ProblemException {@code malformed_json} when it is no UTF-8, {@code validation_failed} for a number that is
   *                          too long
   */
  public static Body parse(byte[] json) {
    return BodyReader.read(json);
  }

  /** A string of {@code min} to {@code max} code points, kept as it is. */
  public Field<String> text(String name, int min, int max) {
    return string(name, (text, at) -> Values.text(text, min, max, at));
  }

  /** A UUID in its usual form, of any version. */
  public Field<UUID> uuid(String name) {
    return string(name, Values::uuid);
  }

  /** A time of RFC 3339 with any offset and at most microseconds, in the years 0001 to 9999 of UTC. */
  public Field<Instant> time(String name) {
    return string(name, Values::time);
  }

  /** @param wire the name of a value in JSON */
  public <E> Field<E> oneOf(String name, E[] values, Function<E, String> wire) {
    return string(name, (text, at) -> Values.oneOf(text, Arrays.asList(values), wire, at));
  }

  public Field<Boolean> flag(String name) {
    return field(name, (node, at) -> node.isBoolean() ? node.booleanValue() : wrong(at, "true or false"));
  }

  /** {@code min} to {@code max} distinct UUIDs, in their order. */
  public Field<List<UUID>> uuids(String name, int min, int max) {
    return array(name, min, max, array -> distinct(name, array, id -> id, Values::uuid));
  }

  /**
   * At most {@code max} strings of {@code minLength} to {@code maxLength} code points, kept as they are.
   *
   * @param key equal for strings that count as the same; no two of them may
   */
  public Field<List<String>> texts(String name, int max, int minLength, int maxLength,
      UnaryOperator<String> key) {
    return array(name, 0, max,
        array -> distinct(name, array, key, (text, at) -> Values.text(text, minLength, maxLength, at)));
  }

  /** A JSON object of the client's own, as {@link Attributes} can keep it: nulls in it are kept. */
  public Field<ObjectNode> object(String name) {
    return field(name, (node, at) -> node instanceof ObjectNode object
        ? FreeJson.read(object, JsonPointers.member("", name), Attributes.MAX_BYTES, findings)
        : wrong(at, "an object"));
  }

  /**
   * Refuses the body if anything is wrong with it.
   *
   * @throws ProblemException {@code validation_failed}
   */
  public void check() {
    if (!json.isObject()) {
      throw ProblemException.invalid(ProblemError.pointer("", WRONG_TYPE, "must be an object"));
    }
    for (var name : json.propertyNames()) {
      if (!declared.contains(name)) {
        findings.add(ProblemError.pointer(JsonPointers.member("", name), UNKNOWN_FIELD));
      }
    }
    findings.check(ProblemException::invalid);
  }

  private <T> Field<T> string(String name, BiFunction<String, Place, @Nullable T> read) {
    return field(name,
        (node, at) -> node.isString() ? read.apply(node.stringValue(), at) : wrong(at, "a string"));
  }

  private <T> Field<T> field(String name, BiFunction<JsonNode, Place, @Nullable T> read) {
    declared.add(name);
    var place = at(JsonPointers.member("", name));
    var node = json.get(name);
    if (node == null) {
      return Field.absent(place);
    }
    return node.isNull() ? Field.ofNull(place) : Field.read(place, read.apply(node, place));
  }

  private <T> Field<List<T>> array(String name, int min, int max,
      Function<JsonNode, @Nullable List<T>> elements) {
    return field(name, (node, at) -> {
      if (!node.isArray()) {
        return wrong(at, "an array");
      }
      if (node.size() < min) {
        return at.refuse(TOO_FEW, "must have at least " + min + " elements");
      }
      return node.size() <= max
          ? elements.apply(node)
          : at.refuse(TOO_MANY, "must have at most " + max + " elements");
    });
  }

  /** Null when an element was refused. */
  private <T> @Nullable List<T> distinct(String name, JsonNode array, UnaryOperator<T> key,
      BiFunction<String, Place, @Nullable T> read) {
    var keys = HashSet.<T>newHashSet(array.size());
    var values = new ArrayList<T>(array.size());
    for (var i = 0; i < array.size(); i++) {
      var at = at(JsonPointers.element(JsonPointers.member("", name), i));
      T value = array.get(i).isString() ? read.apply(array.get(i).stringValue(), at) : wrong(at, "a string");
      if (value != null && keys.add(key.apply(value))) {
        values.add(value);
      } else if (value != null) {
        at.refuse(DUPLICATE);
      }
    }
    return values.size() == array.size() ? List.copyOf(values) : null;
  }

  private Place at(String pointer) {
    return new Place(findings, (code, detail) -> ProblemError.pointer(pointer, code, detail));
  }

  private static <T> @Nullable T wrong(Place at, String type) {
    return at.refuse(WRONG_TYPE, "must be " + type);
  }
}
