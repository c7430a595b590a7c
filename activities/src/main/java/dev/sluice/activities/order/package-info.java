/** The effects of an order: stock, money, parcels, risk rules, notices. */
@NullMarked
package dev.sluice.activities.order;

import org.jspecify.annotations.NullMarked;
