/** The HTTP API for operators and candidates. */
@NullMarked
package org.iecpools.invitation.web;

import org.jspecify.annotations.NullMarked;
