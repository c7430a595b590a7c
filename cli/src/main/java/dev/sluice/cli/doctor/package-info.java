/** Looks at everything that a deployment needs, and says what to do. */
@NullMarked
package dev.sluice.cli.doctor;

import org.jspecify.annotations.NullMarked;
