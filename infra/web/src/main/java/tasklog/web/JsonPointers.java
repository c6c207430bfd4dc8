package tasklog.web;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException.Reference;

/** JSON pointers (RFC 6901). */
public final class JsonPointers {

  private JsonPointers() {}

  /** The pointer to a member of the object at {@code parent}; the root is the empty pointer. */
  public static String member(String parent, String name) {
    return parent + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  public static String element(String parent, int index) {
    return parent + "/" + index;
  }

  static String of(List<Reference> path) {
    return path.stream()
        .map(step -> step.getPropertyName() == null
            ? element("", step.getIndex())
            : member("", step.getPropertyName()))
        .collect(Collectors.joining());
  }
}
