package tasklog.command.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import tasklog.command.store.AnsweredRequests;

/** Deletes answers that have expired, a bounded number in each statement and each run. Every instance does. */
final class ExpiredAnswers {

  static final int MAX_ROWS = 1_000;
  static final int MAX_STATEMENTS = 100;

  private static final Logger log = LoggerFactory.getLogger(ExpiredAnswers.class);

  private final AnsweredRequests answered;

  ExpiredAnswers(AnsweredRequests answered) {
    this.answered = answered;
  }

  @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT5M")
  void delete() {
    try {
      for (var i = 0; i < MAX_STATEMENTS && answered.deleteExpired(MAX_ROWS) == MAX_ROWS; i++) {
        log.debug("Deleted {} answers that have expired", MAX_ROWS);
      }
    } catch (DataAccessException e) {
      log.warn("Expired answers are deleted later: {}", e.toString());
    }
  }
}
