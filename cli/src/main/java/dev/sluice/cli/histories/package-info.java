/** Recorded runs: taken from a server, and replayed against this build before it is deployed. */
@NullMarked
package dev.sluice.cli.histories;

import org.jspecify.annotations.NullMarked;
