package tasklog.command;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the command service. */
@SpringBootApplication(scanBasePackages = {"tasklog.command", "tasklog.web", "tasklog.database.start"})
@ConfigurationPropertiesScan({"tasklog.command", "tasklog.web"})
public class CommandServiceApplication {

  public static void main(String[] args) {
    SpringApplication.run(CommandServiceApplication.class, args);
  }
}
