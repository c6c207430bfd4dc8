package tasklog.projection.feed.rebuild;

/** Is told how far a rebuild has come; called by one thread at a time. */
@FunctionalInterface
public interface Observer {

  /**
   * @param done of the step, in its own measure
   * @param all  what there is to do; 0 while nobody knows
   */
  void at(String view, Step step, long done, long all);
}
