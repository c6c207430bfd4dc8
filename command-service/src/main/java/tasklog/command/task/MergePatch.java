package tasklog.command.task;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON merge patch.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396">RFC 7396</a>
 */
final class MergePatch {

  private MergePatch() {}

  /** @param target is changed, and returned */
  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    patch.properties().forEach(member -> {
      var name = member.getKey();
      var value = member.getValue();
      if (value.isNull()) {
        target.remove(name);
      } else {
        target.set(name, merged(target.get(name), value));
      }
    });
    return target;
  }

  private static JsonNode merged(@Nullable JsonNode target, JsonNode value) {
    return value instanceof ObjectNode patch
        ? apply(target instanceof ObjectNode object ? object : patch.objectNode(), patch)
        : value;
  }
}
