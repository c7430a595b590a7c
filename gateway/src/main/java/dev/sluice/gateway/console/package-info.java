/** The pages for people: what came, what became of it and why, and acting on it. */
@NullMarked
package dev.sluice.gateway.console;

import org.jspecify.annotations.NullMarked;
