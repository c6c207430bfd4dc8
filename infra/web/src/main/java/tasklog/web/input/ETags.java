package tasklog.web.input;

/** The entity tag of a version: strong, and opaque to clients. */
public final class ETags {

  private ETags() {}

  public static String of(long version) {
    return "\"" + version + "\"";
  }
}
