/**
 * Images for previews of links, drawn with the outlines of glyphs. Fonts are read by a library and
 * not by AWT, which needs fontconfig and installed fonts, and images contain neither (ADR 56).
 */
@NullMarked
package org.iecpools.stats.web.page.share;

import org.jspecify.annotations.NullMarked;
