/**
 * The HTML pages for candidates: rendered from templates in {@code src/main/jte}, in English and
 * French, complete without scripts.
 */
@NullMarked
package org.iecpools.stats.web.page;

import org.jspecify.annotations.NullMarked;
