package tasklog.web.input;

import java.util.List;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

/** The precondition of a write: the client changes only what it has seen. A controller that takes one declares it. */
public final class IfMatch {

  public static final String HEADER = "If-Match";
  public static final IfMatch ABSENT = new IfMatch(EntityTags.ABSENT);

  private final EntityTags tags;

  private IfMatch(EntityTags tags) {
    this.tags = tags;
  }

  /**
   * @param lines all values of the header
   * @throws ProblemException {@code malformed_precondition}
   */
  public static IfMatch parse(List<String> lines) {
    return new IfMatch(EntityTags.parse(HEADER, lines));
  }

  public boolean isPresent() {
    return tags.present();
  }

  /** Whether an existing resource of that version may be written. */
  public boolean allows(long version) {
    return !tags.present() || tags.match(version);
  }

  /** @throws ProblemException {@code precondition_failed} unless {@link #allows} */
  public void check(long version) {
    if (!allows(version)) {
      throw ProblemException.of(ProblemCode.PRECONDITION_FAILED);
    }
  }
}
