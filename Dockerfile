# One image for every process: `gateway`, `worker`, `sandbox`, and the operator's verbs.
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -DskipTests -pl cli -am package

FROM eclipse-temurin:21.0.9_10-jre
RUN apt-get update \
 && apt-get install -y --no-install-recommends curl \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 sluice \
 && useradd --system --uid 10001 --gid sluice --home-dir /var/lib/sluice --create-home sluice
WORKDIR /opt/sluice
COPY --from=build /src/cli/target/lib lib
COPY --from=build /src/cli/target/sluice.jar sluice.jar
USER sluice
VOLUME /var/lib/sluice
ENV SLUICE_DATA=/var/lib/sluice SLUICE_LOG=json
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-cp", "sluice.jar:lib/*", "dev.sluice.cli.Main"]
CMD ["--help"]
