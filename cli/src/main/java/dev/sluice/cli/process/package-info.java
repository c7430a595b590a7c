/** The processes of production, each alone: gateway, worker, sandbox. */
@NullMarked
package dev.sluice.cli.process;

import org.jspecify.annotations.NullMarked;
