@NullMarked
package org.iecpools.profile;

import org.jspecify.annotations.NullMarked;
