/**
 * What every outgoing call shares: one client per provider, its limits, and what its answers mean.
 */
@NullMarked
package dev.sluice.activities.provider;

import org.jspecify.annotations.NullMarked;
