package tasklog.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import org.apache.catalina.Container;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** What Tomcat refuses before any filter sees it (a bad request line or header) is answered with a problem too. */
final class TomcatErrors implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

  private final ProblemWriter problems;

  TomcatErrors(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  public void customize(ConfigurableTomcatWebServerFactory factory) {
    factory.addContextCustomizers(context -> report(context.getParent()));
  }

  /** After Spring Boot's own, so that ours is the inner valve and reports first. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  private void report(Container host) {
    host.getPipeline().addValve(new Valve(problems));
    if (host instanceof StandardHost standard) {
      standard.setErrorReportValveClass(Valve.class.getName());
    }
  }

  private static final class Valve extends ErrorReportValve {

    private final ProblemWriter problems;

    Valve(ProblemWriter problems) {
      this.problems = problems;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      super.invoke(request, response);
    }

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
      if (response.getStatus() >= 400 && response.getContentWritten() == 0 && response.setErrorReported()) {
        var code = Problems.ofStatus(response.getStatus());
        var id = RequestFilter.idOf(request);
        response.setHeader(RequestId.HEADER, id);
        problems.write(response, Problem.of(code, code.title(), List.of(), id));
      }
    }
  }
}
