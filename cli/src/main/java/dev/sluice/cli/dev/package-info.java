/** {@code sluice dev}: everything in one process, on one data folder. */
@NullMarked
package dev.sluice.cli.dev;

import org.jspecify.annotations.NullMarked;
