package tasklog.web;

import static tasklog.web.ErrorCode.DUPLICATE;
import static tasklog.web.ProblemCode.MALFORMED_JSON;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamConstraintsException;

/** Says where a text stops being JSON, without the parser's own words, which name its classes and settings. */
public final class MalformedJson {

  private MalformedJson() {}

  public static ProblemException problem(JacksonException malformed) {
    var message = String.valueOf(malformed.getOriginalMessage());
    if (message.startsWith("Duplicate Object property")) {
      return ProblemException.of(MALFORMED_JSON, "A member is there twice")
          .with(ProblemError.pointer(pointer(malformed), DUPLICATE));
    }
    if (malformed instanceof StreamConstraintsException) {
      return ProblemException.of(MALFORMED_JSON, "The body is nested too deeply or has too long names");
    }
    return ProblemException.of(MALFORMED_JSON, "Not JSON at " + place(malformed));
  }

  static ProblemException absent() {
    return ProblemException.of(MALFORMED_JSON, "A JSON body is needed");
  }

  private static String place(JacksonException malformed) {
    var location = malformed.getLocation();
    if (location == null) {
      return "some place";
    }
    var column = "column " + location.getColumnNr();
    return location.getLineNr() == 1 ? column : "line " + location.getLineNr() + ", " + column;
  }

  private static String pointer(JacksonException malformed) {
    return malformed.processor() instanceof JsonParser parser
        ? parser.streamReadContext().pathAsPointer().toString()
        : "";
  }
}
