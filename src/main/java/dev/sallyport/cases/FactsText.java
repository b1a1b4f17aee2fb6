package dev.sallyport.cases;

import dev.sallyport.facts.ContainerEntry;
import dev.sallyport.facts.HostEntry;
import dev.sallyport.settings.Doc;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.KeyStyle;
import dev.sallyport.settings.RecordGrammar;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.SettingsFile;
import dev.sallyport.settings.Size;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a case says of dockerd and the host. */
// @formatter:off: each key stands beneath its @Doc
record FactsText(
        @Doc("Images by reference, each as `docker image inspect` shows it, as far as it matters: "
                + "`{Config: {User: \"1000\"}}`; or `absent`.")
                Optional<Json> images,
        @Doc("Containers by the name or id that the request says, as `docker inspect` shows them; or "
                + "`absent`.")
                Optional<Json> containers,
        @Doc("Volumes by name, as `docker volume inspect` shows them; or `absent`.")
                Optional<Json> volumes,
        @Doc("Networks by name or id, as `docker network inspect` shows them; or `absent`.")
                Optional<Json> networks,
        @Doc("Execs by id, as GET /exec/ID/json answers; or `absent`.")
                Optional<Json> execs,
        @Doc("What GET /info answers, where it is not as usual (json-file, /var/lib/docker, swap "
                + "limits, cgroup namespaces).")
                Optional<Json> daemon,
        @Doc("Paths of the host: `directory`, `file`, `socket`, `device`, `other`, `missing`, or where "
                + "a link leads: `{path: /elsewhere, is: directory}`. Any other is a directory.")
                Optional<Json> host,
        @Doc("Files in containers, as `CONTAINER:/path`: the text of a file, or `{}` for a directory; "
                + "root's alone.")
                Optional<Json> files,
        @Doc("Further mounts of the host, as lines of /proc/self/mountinfo.")
                Optional<List<String>> mounts,
        @Doc("The host's memory; 16g if it is left out.")
                Optional<Size> memory,
        @Doc("The host's swap; none if it is left out.")
                Optional<Size> swap) {
    // @formatter:on

    static final RecordGrammar<FactsText> GRAMMAR = RecordGrammar.of(FactsText.class, KeyStyle.KEBAB, "key");

    private static final long USUAL_MEMORY = 16L << 30;

    static final Json USUAL_DAEMON = new Json(yaml("{LoggingDriver: json-file, DockerRootDir: /var/lib/docker, "
            + "SwapLimit: true, SecurityOptions: ['name=cgroupns']}"));

    private static Setting yaml(String text) {
        try {
            return new SettingsFile("the usual daemon", text).yaml();
        } catch (InvalidSettingException e) {
            throw new IllegalStateException(e);
        }
    }

    long memoryBytes() {
        return memory.map(Size::bytes).orElse(USUAL_MEMORY);
    }

    long swapBytes() {
        return swap.map(Size::bytes).orElse(0L);
    }

    static boolean isAbsent(Setting said) {
        return said instanceof Setting.Text(_, String word) && word.equals("absent");
    }

    static HostEntry hostEntry(String path, Setting said) throws InvalidSettingException {
        if (said instanceof Setting.Group link) {
            link.allowOnly("key", List.of("path", "is"));
            Optional<Setting> where = link.find("path");
            Optional<Setting> what = link.find("is");
            if (where.isEmpty() || what.isEmpty()) {
                throw link.wrong(path, "a word, or a mapping with `path` and `is`");
            }
            return hostEntry(where.get().text("path"), what.get());
        }
        String word = said.text(path);
        if (word.equals("missing")) {
            return new HostEntry.Missing(path);
        }
        for (HostEntry.Type type : HostEntry.Type.values()) {
            if (word.equals(type.name().toLowerCase(Locale.ROOT))) {
                return new HostEntry.Present(path, type);
            }
        }
        throw said.wrong(path, "one of directory, file, socket, device, other, missing");
    }

    static ContainerEntry containerEntry(String file, Setting said) throws InvalidSettingException {
        if (said instanceof Setting.Group(_, Map<String, Setting.Group.Entry> entries) && entries.isEmpty()) {
            return new ContainerEntry(ContainerEntry.Type.DIRECTORY, 0, 0755, new byte[0]);
        }
        byte[] content = said.text(file).getBytes(StandardCharsets.UTF_8);
        return new ContainerEntry(ContainerEntry.Type.FILE, 0, 0644, content);
    }
}
