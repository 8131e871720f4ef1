/** The HTTP face, for operators and candidates. */
package org.iecpools.invitation.web;
