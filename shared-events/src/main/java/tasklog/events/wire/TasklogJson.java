package tasklog.events.wire;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import tasklog.events.Attributes;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/** JSON as every part of Tasklog writes it: snake_case, nulls explicit, times in UTC with six digits. */
public final class TasklogJson {

  /** {@code 2026-01-05T12:00:00.123456Z}, the only way that a time is written. Years 0001 to 9999. */
  public static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
      .appendValue(ChronoField.YEAR, 4, 4, SignStyle.NOT_NEGATIVE)
      .appendPattern("-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
      .toFormatter(Locale.ROOT)
      .withResolverStyle(ResolverStyle.STRICT)
      .withZone(ZoneOffset.UTC);

  private static final JsonMapper MAPPER = builder()
      .annotationIntrospector(new RequiredComponents())
      .withCoercionConfigDefaults(TasklogJson::neverCoerce)
      .build();

  /** How long each time is, and what is between its digits. */
  private static final String FORM = "0000-00-00T00:00:00.000000Z";

  private static final int LAST_YEAR = 9999;

  private TasklogJson() {}

  /**
   * Reads what {@link #TIME} writes, several times as fast.
   *
   * @throws DateTimeParseException when it is written in any other way
   */
  public static Instant time(String text) {
    if (isOfTheForm(text)) {
      try {
        return LocalDateTime.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10),
            number(text, 11, 13), number(text, 14, 16), number(text, 17, 19), number(text, 20, 26) * 1_000)
            .toInstant(ZoneOffset.UTC);
      } catch (DateTimeException _) {
        // falls through to who says it as it always was said
      }
    }
    return TIME.parse(text, Instant::from);
  }

  /**
   * What {@link #TIME} makes of a time, several times as fast.
   *
   * @throws DateTimeException when the year has more than four digits
   */
  public static String text(Instant time) {
    var date = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
    if (date.getYear() < 0 || date.getYear() > LAST_YEAR) {
      return TIME.format(time); // refuses it, as it always has
    }
    var text = FORM.getBytes(StandardCharsets.ISO_8859_1);
    digits(text, 3, date.getYear());
    digits(text, 6, date.getMonthValue());
    digits(text, 9, date.getDayOfMonth());
    digits(text, 12, date.getHour());
    digits(text, 15, date.getMinute());
    digits(text, 18, date.getSecond());
    digits(text, 25, date.getNano() / 1_000);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** @param last where the last digit of the number goes */
  private static void digits(byte[] text, int last, int number) {
    for (int index = last, rest = number; rest > 0; index--, rest /= 10) {
      text[index] = (byte) ('0' + rest % 10);
    }
  }

  private static boolean isOfTheForm(String text) {
    if (text.length() != FORM.length()) {
      return false;
    }
    for (var index = 0; index < FORM.length(); index++) {
      var form = FORM.charAt(index);
      var found = text.charAt(index);
      if (form == '0' ? found < '0' || found > '9' : found != form) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    var number = 0;
    for (var index = from; index < to; index++) {
      number = 10 * number + text.charAt(index) - '0';
    }
    return number;
  }

  /**
   * For events: what is not known is passed over, since a released event may gain nullable fields; a missing or null
   * member that is not nullable, or a value of another kind, is refused.
   */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** The common ground of every mapper, to be made stricter at an edge. */
  public static JsonMapper.Builder builder() {
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(Attributes.LIMITS).build())
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .addModule(module());
  }

  private static void neverCoerce(MutableCoercionConfig config) {
    for (var shape : List.of(CoercionInputShape.EmptyString, CoercionInputShape.Integer,
        CoercionInputShape.Float,
        CoercionInputShape.Boolean)) {
      config.setCoercion(shape, CoercionAction.Fail);
    }
  }

  public static JacksonModule module() {
    return new SimpleModule("tasklog")
        .addSerializer(Instant.class, new InstantWriter())
        .addDeserializer(Instant.class, new InstantReader())
        .addSerializer(Attributes.class, new AttributesWriter())
        .addDeserializer(Attributes.class, new AttributesReader());
  }

  private static final class InstantWriter extends ValueSerializer<Instant> {
    @Override
    public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
      out.writeString(text(value));
    }
  }

  private static final class InstantReader extends ValueDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) {
      var text = in.getValueAsString("");
      try {
        return time(text);
      } catch (DateTimeParseException e) {
        throw context.weirdStringException(text, Instant.class, "not a time in UTC with six digits");
      }
    }
  }

  private static final class AttributesWriter extends ValueSerializer<Attributes> {
    @Override
    public void serialize(Attributes value, JsonGenerator out, SerializationContext context) {
      out.writeRawValue(value.json());
    }
  }

  private static final class AttributesReader extends ValueDeserializer<Attributes> {
    @Override
    public Attributes deserialize(JsonParser in, DeserializationContext context) {
      return Attributes.of(context.readValue(in, ObjectNode.class));
    }
  }
}
