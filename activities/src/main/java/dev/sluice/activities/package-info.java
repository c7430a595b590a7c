@NullMarked
package dev.sluice.activities;

import org.jspecify.annotations.NullMarked;
