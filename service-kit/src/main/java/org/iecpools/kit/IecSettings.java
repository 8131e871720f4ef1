package org.iecpools.kit;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of every service, under {@code iec}.
 *
 * @param registryUrl the schema registry; Apicurio's path is added where there is none
 * @param dataDir where this instance keeps its local copy of its state
 * @param secretsDir where the files with secret keys are, which all instances of a service share
 */
@ConfigurationProperties("iec")
public record IecSettings(URI registryUrl, Path dataDir, Path secretsDir) {}
