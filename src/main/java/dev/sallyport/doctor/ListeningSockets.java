package dev.sallyport.doctor;

import java.util.List;

/** TCP sockets where anybody can speak to dockerd. */
record ListeningSockets() implements Check {

    private static final String NAME = "listening";

    @Override
    public List<Observation> examine(Host host) {
        DaemonSettings daemon = host.daemon();
        List<String> tcp = daemon.texts("hosts", "--host", "-H").stream().filter(at -> at.startsWith("tcp:")).toList();
        if (tcp.isEmpty() || daemon.isOn("tlsverify", false)) {
            return List.of(Observation.ok(NAME, tcp.isEmpty()
                    ? "dockerd is not told to listen on TCP"
                    : "dockerd listens on " + String.join(", ", tcp) + ", with client certificates"));
        }
        return tcp.stream().map(ListeningSockets::open).toList();
    }

    private static Observation open(String address) {
        String remedy = "set tlsverify with certificates (docs/tls.md), or take it out of `hosts`";
        boolean loopback = address.matches("tcp://(127\\.[0-9.]+|localhost|\\[::1])(:[0-9]+)?/?");
        return loopback
                ? Observation.warning(NAME, "dockerd listens on " + address
                        + " without client certificates: every process of the host, and container on its network, "
                        + "may ask", remedy)
                : Observation.critical(NAME, "dockerd listens on " + address
                        + " without client certificates: whoever reaches it may ask", remedy);
    }
}
