package tasklog.web.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;
import tasklog.web.WebJson;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.NullNode;

/**
 * Reads bodies with the service's own mapper, and stricter: Jackson alone takes some of what is no UTF-8 for a character
 * ({@code C1 A1} for an a), and an exponent of more than 32 bits for a fault of the program; of a number that is too long it does not say where.
 */
final class BodyReader extends ValueDeserializer<Body> {

  private static final JsonMapper MAPPER = WebJson.mapper().rebuild()
      .addModule(new SimpleModule("bodies").addDeserializer(Body.class, new BodyReader()))
      .build();

  private BodyReader() {}

  /**
   * @throws JacksonException when it is no JSON
   * @throws ProblemException {@code malformed_json} when it is no UTF-8, {@code validation_failed} for a number that is
   *                          too long
   */
  static Body read(byte[] json) {
    try {
      return MAPPER.readValue(UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString(), Body.class);
    } catch (CharacterCodingException _) {
      throw ProblemException.of(ProblemCode.MALFORMED_JSON, "Not UTF-8");
    }
  }

  @Override
  public Body deserialize(JsonParser in, DeserializationContext context) {
    try {
      return Body.of(context.readTree(in));
    } catch (NumberFormatException _) {
      throw numberOutOfRange(in);
    } catch (StreamConstraintsException e) {
      throw String.valueOf(e.getOriginalMessage()).startsWith("Number") ? numberOutOfRange(in) : e;
    }
  }

  private static ProblemException numberOutOfRange(JsonParser in) {
    return ProblemException.invalid(ProblemError.pointer(in.streamReadContext().pathAsPointer().toString(),
        ErrorCode.NUMBER_OUT_OF_RANGE));
  }

  /** The whole body may be null: that is JSON, but no object. */
  @Override
  public Body getNullValue(DeserializationContext context) {
    return Body.of(NullNode.getInstance());
  }
}
