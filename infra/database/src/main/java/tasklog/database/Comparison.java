package tasklog.database;

import java.util.List;

/** How a live schema stands to the one that is written down. */
public sealed interface Comparison {

  record Same() implements Comparison {}

  /** They are not of the same version, or not listed by the same server. */
  record NotComparable(String because) implements Comparison {}

  /** @param differences one line each, at least one */
  record Different(List<String> differences) implements Comparison {}
}
