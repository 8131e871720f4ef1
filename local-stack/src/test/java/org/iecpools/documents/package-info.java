/** Reads the documents of the repository for tests of the examples in them. */
@NullMarked
package org.iecpools.documents;

import org.jspecify.annotations.NullMarked;
