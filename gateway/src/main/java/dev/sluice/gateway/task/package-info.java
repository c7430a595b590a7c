/** The inbox: questions to people and their decisions. */
@NullMarked
package dev.sluice.gateway.task;

import org.jspecify.annotations.NullMarked;
