package tasklog.projection.feed.rebuild;

/** What a rebuild of a view does, in this order. Each may be broken off at any moment; the live tables know nothing. */
public enum Step {
  /** The stream is read from its beginning into tables without indexes. */
  LOAD,
  /** Indexes and constraints are made, and the planner's statistics. */
  INDEX,
  /** Rows are compared with the live ones at equal positions. */
  COMPARE,
  /** The new tables take the place of the live ones. */
  SWAP
}
