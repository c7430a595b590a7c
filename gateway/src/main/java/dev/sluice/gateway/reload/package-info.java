/**
 * The configuration while the gateway runs: its files are watched, and a good change takes the
 * place of what is in force, in one step.
 */
@NullMarked
package dev.sluice.gateway.reload;

import org.jspecify.annotations.NullMarked;
