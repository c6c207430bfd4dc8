package tasklog.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * @param maxBody the longest body of a request, where no {@link LongBody} says more; the longest valid one is a bulk
 *                request of 10,000 ids
 */
@ConfigurationProperties("tasklog.web")
record WebProperties(@DefaultValue("1MB") DataSize maxBody) {}
