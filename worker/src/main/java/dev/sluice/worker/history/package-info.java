/** Recorded histories against today's code: before a deploy, and in every build. */
@NullMarked
package dev.sluice.worker.history;

import org.jspecify.annotations.NullMarked;
