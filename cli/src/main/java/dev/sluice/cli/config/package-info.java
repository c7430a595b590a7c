/** The configuration file before it runs: is it good, and what would it make of an event? */
@NullMarked
package dev.sluice.cli.config;

import org.jspecify.annotations.NullMarked;
