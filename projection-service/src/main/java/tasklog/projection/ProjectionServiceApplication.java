package tasklog.projection;

import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import tasklog.projection.feed.rebuild.RebuildProgram;

/** Starts the projection service, or one of the programs that it also is. */
@SpringBootApplication(scanBasePackages = {"tasklog.projection", "tasklog.web", "tasklog.database.start"})
@ConfigurationPropertiesScan({"tasklog.projection", "tasklog.web"})
public class ProjectionServiceApplication {

  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("rebuild")) {
      System.exit(RebuildProgram.run(List.of(args).subList(1, args.length)));
    }
    SpringApplication.run(ProjectionServiceApplication.class, args);
  }
}
