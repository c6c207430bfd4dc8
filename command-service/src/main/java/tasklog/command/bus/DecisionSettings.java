package tasklog.command.bus;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** @param cacheSize what is remembered of accounts, tasks and tags between commands takes so much memory, roughly */
@ConfigurationProperties("tasklog.decision")
public record DecisionSettings(@DefaultValue("64MB") DataSize cacheSize) {

  public static DecisionSettings defaults() {
    return new DecisionSettings(DataSize.ofMegabytes(64));
  }
}
