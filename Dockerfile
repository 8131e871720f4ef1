# All images of this project, one target each: profile-service, pool-service, invitation-service, stats-service, set-up,
# simulator, and registry with a directory for its data. docker-compose.yml builds them; docs/compose.md describes them.

# BUILD_IMAGE: JDK 25 with Maven. BASE_IMAGE: bash, libstdc++ and a glibc that is new enough for the JDK.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG BASE_IMAGE=debian:bookworm-slim
ARG REGISTRY_IMAGE=apicurio/apicurio-registry:3.3.3

FROM ${BUILD_IMAGE} AS runtime
# jlink rejects a JDK with a replaced trust store, as in Debian and many companies, without --ignore-modified-runtime.
RUN jlink --output /opt/iec/runtime --add-modules java.se,jdk.httpserver,jdk.jcmd,jdk.management,jdk.unsupported,jdk.zipfs \
      --no-header-files --no-man-pages --compress zip-9 --strip-java-debug-attributes --ignore-modified-runtime

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
# For a proxy or a mirror, Maven's settings are passed as a secret, which leaves no trace in the image.
RUN --mount=type=cache,target=/root/.m2/repository \
    --mount=type=secret,id=maven-settings,target=/root/.m2/settings.xml \
    mvn -B -q package -Dmaven.test.skip -Derror-prone.skip -Dspotless.check.skip -pl launcher,profile-service,pool-service,invitation-service,stats-service -am \
    && docker/image/assemble /opt/iec

# Starts the services once to archive their loaded and linked classes for later starts.
FROM build AS trained
COPY --from=runtime /opt/iec/runtime /opt/iec/runtime
RUN docker/image/train /opt/iec

# Only the needed files of the base: C and C++ libraries, bash, flock. No package manager and no setuid files.
FROM ${BASE_IMAGE} AS files
RUN libraries=$(ldd /bin/bash | sed -n 's|.*=> \(/.*\)/libc\.so.*|\1|p') \
    && mkdir -m 1777 -p /files/tmp \
    && cp -L --parents -t /files /bin/bash /usr/bin/flock $(ldd /bin/bash /usr/bin/flock | grep -o '/lib[^ ]*') \
      "$libraries"/libdl.so.2 "$libraries"/libgcc_s.so.1 "$libraries"/libm.so.6 "$libraries"/libpthread.so.0 \
      "$libraries"/librt.so.1 "$libraries"/libstdc++.so.6

FROM scratch AS base
COPY --from=files /files /
COPY --from=runtime /opt/iec/runtime /opt/iec/runtime
COPY --from=build /opt/iec/lib /opt/iec/lib
# Limits glibc's arenas: with one per thread, RocksDB's blocks would stay in all of them.
ENV PATH=/opt/iec/runtime/bin:/usr/bin:/bin MALLOC_ARENA_MAX=2
USER 10001:10001

# Mount points of the volumes with passwords. A new volume gets its owner and mode from the image. Broker and registry run
# as other users than the rest; each has a group of its own that may read its file.
FROM ${BASE_IMAGE} AS credentials
RUN for user in set-up profile-service pool-service invitation-service stats-service simulator upstream operators auditor track webhooks \
      kafka-ui; \
      do install -d -o 10001 -g 10001 -m 700 "/credentials/$user"; done \
    && install -d -o 10001 -g 10002 -m 750 /credentials/broker \
    && install -d -o 10001 -g 10003 -m 750 /credentials/registry

FROM base AS set-up
COPY --from=trained /opt/iec/set-up /opt/iec/set-up
COPY --from=credentials /credentials /var/lib/credentials
ENTRYPOINT ["java", "@/opt/iec/set-up/java.options"]

FROM base AS simulator
COPY --from=build /opt/iec/simulator /opt/iec/simulator
# Mount points of volumes.
COPY --chown=10001:10001 --from=build /opt/iec/data /var/lib/iec-tokens/signing
COPY --chown=10001:10001 --from=build /opt/iec/data /var/lib/iec-tokens/public
COPY --chown=10001:10001 --from=build /opt/iec/data /run/credentials
COPY --chown=10001:10001 --from=build /opt/iec/data /var/lib/iec-webhooks
COPY --chown=10001:10001 --from=build /opt/iec/data /var/lib/iec-beacon
COPY --chown=10001:10001 --from=build /opt/iec/data /var/lib/iec-round-log
COPY --chown=10001:10001 --from=build /opt/iec/data /var/lib/iec-witness
COPY --chown=10001:10001 --from=build /opt/iec/data /var/lib/iec-round-keys
ENV IEC_TOKENS_DIR=/var/lib/iec-tokens
ENTRYPOINT ["java", "@/opt/iec/simulator/java.options"]

FROM base AS service
COPY --chown=10001:10001 --from=build /opt/iec/data /var/lib/iec
COPY --chown=10001:10001 --from=build /opt/iec/data /run/credentials
COPY docker/image/start docker/image/is-ready /opt/iec/
# The host name that the container registers is how other instances reach this one.
ENV SERVER_ADDRESS=0.0.0.0 IEC_ADVERTISED_HOST=\${HOSTNAME}
VOLUME /var/lib/iec

FROM service AS profile-service
COPY --from=trained /opt/iec/profile-service /opt/iec/profile-service
EXPOSE 8081 9081
ENTRYPOINT ["/opt/iec/start", "profile-service"]

FROM service AS pool-service
COPY --from=trained /opt/iec/pool-service /opt/iec/pool-service
EXPOSE 8082 9082
ENTRYPOINT ["/opt/iec/start", "pool-service"]

FROM service AS invitation-service
COPY --from=trained /opt/iec/invitation-service /opt/iec/invitation-service
EXPOSE 8083 9083
ENTRYPOINT ["/opt/iec/start", "invitation-service"]

FROM service AS stats-service
COPY --from=trained /opt/iec/stats-service /opt/iec/stats-service
EXPOSE 8084 9084
ENTRYPOINT ["/opt/iec/start", "stats-service"]

# A new volume gets its owner from the image, and the official image has no suitable directory.
FROM ${REGISTRY_IMAGE} AS registry
COPY --chown=1001:0 --from=build /opt/iec/data /var/lib/registry
