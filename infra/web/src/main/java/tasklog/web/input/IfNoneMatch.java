package tasklog.web.input;

import java.util.List;
import tasklog.web.ProblemException;

/** The precondition of a read: the client has a copy, and wants another one only of another version. */
public final class IfNoneMatch {

  public static final String HEADER = "If-None-Match";

  private final EntityTags tags;

  private IfNoneMatch(EntityTags tags) {
    this.tags = tags;
  }

  /**
   * @param lines all values of the header
   * @throws ProblemException {@code malformed_precondition}
   */
  public static IfNoneMatch parse(List<String> lines) {
    return new IfNoneMatch(EntityTags.parse(HEADER, lines));
  }

  /** Whether the client has that version, so that the answer is 304. */
  public boolean has(long version) {
    return tags.present() && tags.match(version);
  }
}
