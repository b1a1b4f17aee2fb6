package dev.sallyport.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether dockerd asks the plugin, now and after its next start, and whether the plugin answers. */
record AskedByDockerd() implements Check {

    private static final String NAME = "asked";

    @Override
    public List<Observation> examine(Host host) {
        List<Observation> seen = new ArrayList<>();
        host.engine().ifPresentOrElse(engine -> asked(host, engine.info().plugins().authorization(), seen),
                () -> seen.add(Observation.critical(NAME,
                        "dockerd cannot be asked what it does (" + host.engineSilence() + ")",
                        "see whether it runs: systemctl status docker; if it does not start for want of its plugin,"
                                + " take " + host.plugin() + " out of " + host.daemon().file())));
        return seen;
    }

    private static void asked(Host host, List<String> plugins, List<Observation> seen) {
        boolean socket = plugins.contains(host.plugin());
        boolean managed = plugins.stream().anyMatch(each -> each.startsWith(host.plugin() + ":"));
        boolean named = host.daemon().texts("authorization-plugins", "--authorization-plugin").stream()
                .anyMatch(each -> each.equals(host.plugin()) || each.startsWith(host.plugin() + ":"));
        if (!socket && !managed) {
            seen.add(Observation.critical(NAME, "dockerd asks nobody by the name of " + host.plugin()
                    + (named ? ", though it is told to" : ""),
                    named
                            ? "have dockerd read its configuration: systemctl reload docker"
                            : "add \"authorization-plugins\": [\"" + host.plugin() + "\"] to " + host.daemon().file()
                                    + ", then systemctl reload docker"));
        } else if (!named) {
            seen.add(Observation.warning(NAME, "dockerd asks " + host.plugin() + " now, but neither "
                    + host.daemon().file() + " nor its arguments say so: after its next start it may not",
                    "name it in authorization-plugins; --daemon-json names another file"));
        } else {
            seen.add(Observation.ok(NAME, "dockerd asks " + host.plugin()));
        }
        if (!managed) {
            host.silence().ifPresent(why -> seen.add(Observation.critical("socket",
                    "nobody answers on " + host.socket() + " (" + why + "): while dockerd asks there, every call fails",
                    "systemctl restart sallyport; journalctl -u sallyport says why it does not run")));
        }
        if (plugins.size() > 1) {
            seen.add(Observation.note("plugins", "dockerd asks several plugins: " + String.join(", ", plugins)
                    + "; each can deny, and while one does not answer every call fails",
                    "keep only those that you mean"));
        }
    }
}
