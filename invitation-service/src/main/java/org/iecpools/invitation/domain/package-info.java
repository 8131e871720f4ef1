/**
 * Who is drawn and how each invitation ends: the rules of one season and country as a state machine
 * that inputs are given to. No Spring, no Kafka, no clock; the time and the draw's seed come in.
 */
package org.iecpools.invitation.domain;
