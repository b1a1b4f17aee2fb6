# An image of the distribution that `mvn package` has laid out in target/sallyport.
#
#   mvn package && docker build -t sallyport .
#
# The container needs the host's plugin directory, the Docker socket and its configuration, and must be started by something
# else than the dockerd that it guards. host-paths resolves links on the file system that it sees: mount the host's paths that
# may be bound at their own places, read-only.
FROM debian:12-slim
COPY target/sallyport /opt/sallyport
ENTRYPOINT ["/opt/sallyport/bin/sallyport"]
CMD ["serve", "--config", "/etc/sallyport/plugin-config.json"]
