package tasklog.projection;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the projection service. */
@SpringBootApplication(scanBasePackages = {"tasklog.projection", "tasklog.web", "tasklog.database.start"})
@ConfigurationPropertiesScan({"tasklog.projection", "tasklog.web"})
public class ProjectionServiceApplication {

  public static void main(String[] args) {
    SpringApplication.run(ProjectionServiceApplication.class, args);
  }
}
