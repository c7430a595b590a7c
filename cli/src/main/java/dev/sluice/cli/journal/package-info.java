/** What is done to a journal's files, without asking a gateway. */
@NullMarked
package dev.sluice.cli.journal;

import org.jspecify.annotations.NullMarked;
