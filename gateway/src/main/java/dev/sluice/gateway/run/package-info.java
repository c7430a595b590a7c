/** What became of the runs, and how to look at one. */
@NullMarked
package dev.sluice.gateway.run;

import org.jspecify.annotations.NullMarked;
