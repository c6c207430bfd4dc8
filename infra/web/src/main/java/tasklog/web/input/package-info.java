/** What a request says, read strictly: body, query parameters, preconditions, preferences, consistency token. */
@NullMarked
package tasklog.web.input;

import org.jspecify.annotations.NullMarked;
