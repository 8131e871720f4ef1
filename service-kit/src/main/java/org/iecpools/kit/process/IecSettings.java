package org.iecpools.kit.process;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of every service, under {@code iec}.
 *
 * @param registryUrl the schema registry; Apicurio's path is added if the URL has none
 * @param dataDir local state of this instance
 * @param secretsDir files with secret keys, shared by all instances of a service
 */
@ConfigurationProperties("iec")
public record IecSettings(URI registryUrl, Path dataDir, Path secretsDir) {}
