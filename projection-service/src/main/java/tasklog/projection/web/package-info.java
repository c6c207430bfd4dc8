/** What every query of this service shares: waiting, lag, cursors. */
@NullMarked
package tasklog.projection.web;

import org.jspecify.annotations.NullMarked;
