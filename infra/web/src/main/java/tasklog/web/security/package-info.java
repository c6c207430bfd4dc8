/** Bearer tokens of our own and other issuers, and whom a request is served as. */
@NullMarked
package tasklog.web.security;

import org.jspecify.annotations.NullMarked;
