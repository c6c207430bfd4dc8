/**
 * The command verify: whether log, topic and rows are the same. It follows infra/docs/events.md by code of its own, so
 * that no mistake of a service is made here too: nothing of shared-events or of a service is used.
 */
@NullMarked
package tasklog.cli.verify;

import org.jspecify.annotations.NullMarked;
