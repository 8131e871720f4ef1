package org.iecpools.stats.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * Lets scripts of any web site read the answers of a public operation (CORS). Only for operations
 * that change nothing and whose answers do not depend on who asks.
 */
@CrossOrigin(
    origins = "*",
    methods = {RequestMethod.GET, RequestMethod.HEAD},
    allowedHeaders = {
      HttpHeaders.IF_NONE_MATCH,
      HttpHeaders.IF_MODIFIED_SINCE,
      HttpHeaders.CACHE_CONTROL,
      ChangeListeners.LAST_ID,
      MinVersion.HEADER
    },
    exposedHeaders = {
      HttpHeaders.ETAG,
      HttpHeaders.LAST_MODIFIED,
      HttpHeaders.RETRY_AFTER,
      VersionedAnswers.HEADER
    },
    maxAge = 86_400)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface ReadableByAnySite {}
