package org.iecpools.invitation.web;

import java.util.List;
import org.iecpools.kit.web.ManagementPaths;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the page of the operator console, on the management port only (ADR 55). The page contains
 * no data, so it is public; its script sends the operator's token with each request.
 */
public final class ConsolePage implements WebMvcConfigurer {

  private static final String PATH = "/console";

  /** What the management port serves for the console: the page, and the API next to it. */
  public static final ManagementPaths PATHS = new ManagementPaths(List.of(PATH), List.of("/api"));

  @Override
  public void addViewControllers(ViewControllerRegistry views) {
    views.addViewController(PATH).setViewName("forward:" + PATH + "/index.html");
  }
}
