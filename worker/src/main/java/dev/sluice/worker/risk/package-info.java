/** The part of sluice.yaml that the worker acts on. */
@NullMarked
package dev.sluice.worker.risk;

import org.jspecify.annotations.NullMarked;
