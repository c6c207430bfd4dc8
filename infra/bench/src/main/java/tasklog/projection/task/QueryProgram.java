package tasklog.projection.task;

import com.zaxxer.hikari.HikariDataSource;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.bench.queries.QueriesPlan;
import tasklog.bench.report.Progress;
import tasklog.projection.web.Cursors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of {@code bench queries} that works with the service's own classes: a process with the class path of
 * projection-service, whose settings it takes too, its pool of connections among them. It is in their package because
 * none of them is of use to anybody else. Fills the tables of tasks, measures, and leaves the figures in a file.
 */
public final class QueryProgram {

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({DataSourceAutoConfiguration.class, JdbcTemplateAutoConfiguration.class,
      JdbcClientAutoConfiguration.class})
  @Import({TaskQueries.class, Cursors.class})
  static class Wiring {}

  private QueryProgram() {}

  /** @param args the file, then a {@link QueriesPlan} */
  public static void main(String[] args) throws Exception {
    var plan = QueriesPlan.parse(Arrays.copyOfRange(args, 1, args.length));
    var progress = new Progress(new PrintWriter(System.out, true, UTF_8));
    try (var context = new SpringApplicationBuilder(Wiring.class).web(WebApplicationType.NONE)
        .logStartupInfo(false).run()) {
      new ManyRows(plan, unpooled(context.getBean(HikariDataSource.class)), progress).fill();
      var jdbc = context.getBean(JdbcClient.class);
      var cases = new QueryCases(plan, jdbc, context.getBean(TaskQueries.class),
          context.getBean(Cursors.class));
      var series = new QueryMeasurement(plan, cases.all(), new ServerTime(jdbc), progress).run();
      JsonMapper.shared().writeValue(Path.of(args[0]), series);
    }
  }

  /** To the same database, without the time limits of a service. */
  private static DataSource unpooled(HikariDataSource pool) {
    var source = new PGSimpleDataSource();
    source.setUrl(pool.getJdbcUrl());
    source.setUser(pool.getUsername());
    source.setPassword(pool.getPassword());
    return source;
  }
}
