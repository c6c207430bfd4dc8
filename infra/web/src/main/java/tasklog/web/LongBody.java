package tasklog.web;

import org.springframework.util.unit.DataSize;

/** A bean of this type lets one path take longer bodies than the others: whoever declares it reads them as they come. */
public record LongBody(String path, DataSize max) {}
