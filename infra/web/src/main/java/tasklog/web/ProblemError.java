package tasklog.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * One place of a request and what is wrong with it. Exactly one of the three places is there.
 *
 * @param line      of a body of many lines, from 1; in no other
 * @param pointer   into the body, or into the JSON of that line (RFC 6901)
 * @param parameter of the query string
 * @param header    of the request
 * @param id        of the resource that the place names, in bulk requests only
 * @param code      of {@link ErrorCode}, or of {@link ProblemCode} where a resource is refused
 */
@JsonInclude(Include.NON_NULL)
@JsonPropertyOrder({"line", "pointer", "parameter", "header", "id", "code", "detail"})
public record ProblemError(
    @Nullable Integer line,
    @Nullable String pointer,
    @Nullable String parameter,
    @Nullable String header,
    @Nullable String id,
    String code,
    String detail) {

  /** Names come from the client and may be anything: what no UTF-8 can carry is replaced. */
  public ProblemError {
    pointer = pointer == null ? null : Characters.printable(pointer);
    parameter = parameter == null ? null : Characters.printable(parameter);
    detail = Characters.printable(detail);
  }

  public static ProblemError pointer(String pointer, ErrorCode code) {
    return pointer(pointer, code, code.meaning());
  }

  public static ProblemError pointer(String pointer, ErrorCode code, String detail) {
    return new ProblemError(null, pointer, null, null, null, code.code(), detail);
  }

  public static ProblemError parameter(String parameter, ErrorCode code, String detail) {
    return new ProblemError(null, null, parameter, null, null, code.code(), detail);
  }

  public static ProblemError header(String header, ErrorCode code, String detail) {
    return new ProblemError(null, null, null, header, null, code.code(), detail);
  }

  /** A resource that a bulk request names, and why it is refused. */
  public static ProblemError resource(String pointer, Object id, ProblemCode code) {
    return resource(pointer, id, code.code(), code.title());
  }

  /** A resource that a request names, and what is wrong with it. */
  public static ProblemError resource(String pointer, Object id, ErrorCode code, String detail) {
    return resource(pointer, id, code.code(), detail);
  }

  private static ProblemError resource(String pointer, Object id, String code, String detail) {
    return new ProblemError(null, pointer, null, null, id.toString(), code, detail);
  }

  /** What is wrong with a line as a whole. */
  public static ProblemError line(int line, ProblemCode code, String detail) {
    return new ProblemError(line, "", null, null, null, code.code(), detail);
  }

  /** The same place, in a body of many lines. */
  public ProblemError onLine(int number) {
    return new ProblemError(number, pointer, parameter, header, id, code, detail);
  }
}
