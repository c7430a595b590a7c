/** What goes wrong on demand: by a magic word in a request, or by a seeded profile. */
@NullMarked
package dev.sluice.sandbox.fault;

import org.jspecify.annotations.NullMarked;
