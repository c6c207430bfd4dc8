package tasklog.web.input;

import static tasklog.web.ErrorCode.CHARACTER_NOT_ALLOWED;
import static tasklog.web.ErrorCode.NUMBER_OUT_OF_RANGE;
import static tasklog.web.ErrorCode.TOO_LARGE;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tasklog.web.Characters;
import tasklog.web.ErrorCode;
import tasklog.web.JsonPointers;
import tasklog.web.ProblemError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judges JSON of the client's own before it is kept: its characters, its numbers, and how long its canonical text
 * ({@link tasklog.events.Attributes}) would be, without making that text: {@code 1e999} is short only here.
 */
final class FreeJson {

  /** Digits after the point, or zeros before it, that the canonical text can have; far inside of numeric. */
  private static final int MAX_SCALE = 9_999;

  private final Findings findings;
  private long bytes;
  private boolean refused;

  private FreeJson(Findings findings) {
    this.findings = findings;
  }

  static @Nullable ObjectNode read(ObjectNode object, String pointer, int maxBytes, Findings findings) {
    var judged = new FreeJson(findings);
    judged.visit(object, pointer);
    if (!judged.refused && judged.bytes > maxBytes) {
      judged.refuse(pointer, TOO_LARGE, "must be at most " + maxBytes + " bytes of JSON, is " + judged.bytes);
    }
    return judged.refused ? null : object;
  }

  private void visit(JsonNode node, String pointer) {
    switch (node.getNodeType()) {
      case OBJECT -> members(node, pointer);
      case ARRAY -> elements(node, pointer);
      case STRING -> text(node.stringValue(), pointer);
      case NUMBER -> number(node.decimalValue(), pointer);
      default -> bytes += node.toString().length();
    }
  }

  private void members(JsonNode object, String pointer) {
    bytes += 2 + Math.max(0, object.size() - 1);
    for (var member : object.properties()) {
      var at = JsonPointers.member(pointer, member.getKey());
      text(member.getKey(), at);
      bytes++;
      visit(member.getValue(), at);
    }
  }

  private void elements(JsonNode array, String pointer) {
    bytes += 2 + Math.max(0, array.size() - 1);
    for (var i = 0; i < array.size(); i++) {
      visit(array.get(i), JsonPointers.element(pointer, i));
    }
  }

  private void number(BigDecimal number, String pointer) {
    bytes += plainLength(number);
    if (Math.abs((long) number.scale()) > MAX_SCALE) {
      refuse(pointer, NUMBER_OUT_OF_RANGE, "must end at most " + MAX_SCALE + " places from the point");
    }
  }

  private void text(String text, String pointer) {
    if (!Characters.allowed(text)) {
      refuse(pointer, CHARACTER_NOT_ALLOWED, CHARACTER_NOT_ALLOWED.meaning());
    }
    bytes += 2 + text.codePoints().mapToLong(FreeJson::escapedLength).sum();
  }

  private void refuse(String pointer, ErrorCode code, String detail) {
    refused = true;
    findings.add(ProblemError.pointer(pointer, code, detail));
  }

  /** The length of {@link BigDecimal#toPlainString}, which may be too long to be made. */
  static long plainLength(BigDecimal number) {
    long sign = number.signum() < 0 ? 1 : 0;
    long precision = number.precision();
    long scale = number.scale();
    if (number.signum() == 0) {
      return scale > 0 ? scale + 2 : 1;
    }
    if (scale <= 0) {
      return sign + precision - scale;
    }
    return sign + (precision > scale ? precision + 1 : scale + 2);
  }

  /** In UTF-8, with the escapes that JSON asks for and no others. */
  private static int escapedLength(int codePoint) {
    return switch (codePoint) {
      case '"', '\\', '\b', '\f', '\n', '\r', '\t' -> 2;
      default -> codePoint < 0x20
          ? 6
          : codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    };
  }
}
