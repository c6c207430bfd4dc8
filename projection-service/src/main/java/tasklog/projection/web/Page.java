package tasklog.projection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param nextCursor absent at the end
 * @param totalCount of the whole list; absent unless it was asked for
 */
public record Page<T>(
    List<T> items,
    @JsonInclude(Include.NON_NULL) @Nullable String nextCursor,
    @JsonInclude(Include.NON_NULL) @Nullable Long totalCount) {

  /** How many items a page has when the request does not say. */
  public static final int LIMIT = 50;

  /** How many it has at most, whatever the request says. */
  public static final int LONGEST = 200;

  public Page {
    items = List.copyOf(items);
  }
}
