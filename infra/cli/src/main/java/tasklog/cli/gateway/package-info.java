/** One port in front of both services. */
@NullMarked
package tasklog.cli.gateway;

import org.jspecify.annotations.NullMarked;
