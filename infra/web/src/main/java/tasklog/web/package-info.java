/** The HTTP edge that both services share: problems, bearer tokens, request ids, JSON. */
@NullMarked
package tasklog.web;

import org.jspecify.annotations.NullMarked;
