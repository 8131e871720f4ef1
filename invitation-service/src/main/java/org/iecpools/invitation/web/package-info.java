/** The HTTP API for operators and candidates. */
package org.iecpools.invitation.web;
