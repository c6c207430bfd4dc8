package tasklog.web;

import static tools.jackson.databind.cfg.CoercionAction.Fail;

import java.util.List;
import tasklog.events.wire.TasklogJson;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON at the edge: as everywhere in Tasklog, but what is unknown, missing or of another type is refused. */
public final class WebJson {

  private static final List<CoercionInputShape> SHAPES = List.of(CoercionInputShape.EmptyString,
      CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean);

  private static final JsonMapper MAPPER = TasklogJson.builder()
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
      .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
      .withCoercionConfigDefaults(coercion -> SHAPES.forEach(from -> coercion.setCoercion(from, Fail)))
      .build();

  private WebJson() {}

  public static JsonMapper mapper() {
    return MAPPER;
  }
}
