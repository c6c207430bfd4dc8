package tasklog.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems where no controller does: in filters, in security, in the container. */
public final class ProblemWriter {

  private static final Logger log = LoggerFactory.getLogger(ProblemWriter.class);

  private final JsonMapper json;

  public ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  /** Does nothing when an answer is already on its way: a body that was begun cannot become a problem. */
  public void write(HttpServletResponse response, Exception exception) {
    var problem = Problems.of(exception);
    if (problem.isEmpty() || response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    problem.get().headers().forEach(response::setHeader);
    write(response, problem.get().problem());
  }

  void write(HttpServletResponse response, Problem problem) {
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    try {
      var body = json.writeValueAsBytes(problem);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    } catch (IOException e) {
      log.debug("A client went away before its problem was written", e);
    }
  }
}
