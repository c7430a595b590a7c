/** Where Temporal comes from: a server of yours, the dev server, or one inside this process. */
@NullMarked
package dev.sluice.cli.engine;

import org.jspecify.annotations.NullMarked;
