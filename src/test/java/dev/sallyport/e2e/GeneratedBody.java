package dev.sallyport.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The body of a create, with tricks: names in odd letters and escapes, repeated keys, nulls, wrong types, host
 * configuration at the top level, more than one HostConfig, bytes after the end.
 *
 * @param top members of the top level, beside the image
 * @param hosts the members of each HostConfig
 * @param tail what follows the object
 */
record GeneratedBody(List<String> top, List<List<String>> hosts, String tail) {

    private static final List<List<String>> HOST_FIELDS = List.of(
            List.of("Privileged", "true", "false", "null", "0", "\"true\""),
            List.of("CapAdd", "[\"SYS_ADMIN\"]", "\"NET_ADMIN\"", "[\"cap_chown\",\"all\"]", "[]", "null", "{}"),
            List.of("CapDrop", "[\"ALL\"]", "[\"mknod\",null]", "\"ALL\"", "null"),
            List.of("Memory", "67108864", "0", "null", "6.7e7", "\"67108864\"", "-0", "134217728"),
            List.of("MemorySwap", "-1", "0", "null"),
            List.of("Binds", "[\"/srv:/a\"]", "[\"/srv:/b:ro\",\"/srv:/c:\"]", "[\"/d\"]", "[]", "null", "[null]",
                    "[\"vol:/v\"]"),
            List.of("PidMode", "\"host\"", "\"\"", "null", "\"HOST\""),
            List.of("UTSMode", "\"host\"", "\"\"", "null"),
            List.of("IpcMode", "\"host\"", "\"private\"", "null"),
            List.of("NetworkMode", "\"host\"", "\"none\"", "null"),
            List.of("SecurityOpt", "[\"seccomp=unconfined\"]", "[\"no-new-privileges\"]", "null", "[]"),
            List.of("MaskedPaths", "[]", "null", "[\"/proc/kcore\"]"),
            List.of("Devices",
                    "[{\"PathOnHost\":\"/dev/null\",\"PathInContainer\":\"/dev/x\",\"CgroupPermissions\":\"r\"}]", "[]",
                    "null",
                    "[{\"pathonhost\":\"/dev/zero\",\"PathInContainer\":\"/dev/y\",\"CGROUPPERMISSIONS\":\"rwm\"}]"),
            List.of("Mounts", "[{\"Type\":\"tmpfs\",\"Target\":\"/t\"}]",
                    "[{\"Type\":\"volume\",\"Source\":\"vol\",\"Target\":\"/m\",\"ReadOnly\":true}]",
                    "[{\"type\":\"bind\",\"source\":\"/srv\",\"target\":\"/n\",\"readonly\":false}]", "null"),
            List.of("Tmpfs", "{\"/tmp\":\"\"}", "null"),
            List.of("Sysctls", "{}", "null", "{\"net.ipv4.ip_forward\":\"1\"}", "{\"net.ipv4.ip_forward\":null}"),
            List.of("VolumesFrom", "[\"source\"]", "[\"source:ro\"]", "null", "[]", "[null]"),
            List.of("UsernsMode", "\"host\"", "\"\"", "null", "\"Host\""),
            List.of("CgroupnsMode", "\"private\"", "\"host\"", "null"),
            List.of("CgroupParent", "\"/x\"", "null", "\"\""),
            List.of("Runtime", "\"runc\"", "\"\"", "null"),
            List.of("DeviceRequests", "[]", "null", "[{\"Count\":-1,\"Capabilities\":[[\"gpu\"]]}]",
                    "[{\"driver\":\"x\",\"DEVICEIDS\":[\"0\"]}]"),
            List.of("DeviceCgroupRules", "[\"c 1:3 rwm\"]", "[]", "null", "[null]"),
            List.of("ReadonlyPaths", "[]", "null", "[\"/proc/bus\"]"),
            List.of("ReadonlyRootfs", "true", "false", "null"),
            List.of("GroupAdd", "[\"0\"]", "[\"1\",null]", "null", "[0]"),
            List.of("Annotations", "{\"a\":\"b\",\"A\":\"\"}", "{\"a\":null}", "null"),
            List.of("LogConfig", "{\"Type\":\"none\"}", "{\"type\":\"json-file\",\"CONFIG\":{\"max-size\":\"1m\"}}",
                    "{}", "null"),
            List.of("RestartPolicy", "{\"Name\":\"always\"}", "{\"name\":\"on-failure\",\"MaximumRetryCount\":3}",
                    "null"),
            List.of("PidsLimit", "100", "0", "-1", "null", "1.0"),
            List.of("NanoCpus", "1000000000", "0", "null"),
            List.of("CpuShares", "512", "null", "1e2"),
            List.of("Ulimits", "[{\"Name\":\"nofile\",\"Soft\":5,\"Hard\":6}]", "[{\"name\":\"nofile\",\"HARD\":7}]",
                    "null"),
            List.of("OomScoreAdj", "100", "0", "null"),
            List.of("ShmSize", "1048576", "0", "null"),
            List.of("ExtraHosts", "[\"a:1.2.3.4\"]", "null"),
            List.of("Init", "true", "false", "null"));

    private static final List<List<String>> TOP_FIELDS = List.of(
            List.of("User", "\"1000\"", "\"\"", "null", "\"0\"", "1000"),
            List.of("Volumes", "{\"/anon\":{}}", "null", "{\"/anon\":null}", "[]"),
            List.of("Env", "[\"A=b\"]", "null"),
            List.of("Labels", "{\"a\":\"b\",\"A\":\"c\"}", "{\"a\":null}"),
            List.of("Tty", "true", "null"),
            List.of("Unknown", "1", "{\"a\":[{}]}"));

    private static final List<String> TAILS =
            List.of("", "", "", "", " \n", "]", "}}", "x", "{}", "]{\"Image\":\"bb:1\"}", "\u0000");

    static GeneratedBody next(Random random) {
        List<String> top = members(TOP_FIELDS, 3, random);
        if (random.nextInt(8) == 0) {
            top.addAll(members(HOST_FIELDS, 2, random));
        }
        List<List<String>> hosts = new ArrayList<>();
        int count = random.nextInt(10) == 0 ? 2 : random.nextInt(12) == 0 ? 0 : 1;
        for (int n = 0; n < count; n++) {
            hosts.add(members(HOST_FIELDS, 6, random));
        }
        return new GeneratedBody(top, hosts, random.nextInt(6) == 0 ? TAILS.get(random.nextInt(TAILS.size())) : "");
    }

    private static List<String> members(List<List<String>> fields, int most, Random random) {
        List<String> members = new ArrayList<>();
        for (int n = random.nextInt(most + 1); n > 0; n--) {
            List<String> field = fields.get(random.nextInt(fields.size()));
            String value = field.get(random.nextInt(6) == 0
                    ? 1 + random.nextInt(field.size() - 1)
                    : 1 + random.nextInt(Math.min(3, field.size() - 1)));
            members.add("\"" + spelled(field.getFirst(), random) + "\":" + value);
        }
        return members;
    }

    private static String spelled(String name, Random random) {
        if (random.nextInt(3) != 0) {
            return name;
        }
        StringBuilder odd = new StringBuilder();
        for (char c : name.toCharArray()) {
            odd.append(switch (random.nextInt(8)) {
                case 0 -> String.valueOf(Character.toLowerCase(c));
                case 1 -> String.valueOf(Character.toUpperCase(c));
                case 2 -> "\\u%04x".formatted((int) c);
                case 3 -> c == 's' || c == 'S' ? "\u017f" : c == 'k' || c == 'K' ? "\u212a" : String.valueOf(c);
                default -> String.valueOf(c);
            });
        }
        return odd.toString();
    }

    String text() {
        List<String> all = new ArrayList<>(List.of("\"Image\":\"bb:1\""));
        all.addAll(top);
        hosts.forEach(host -> all.add("\"HostConfig\":{" + String.join(",", host) + "}"));
        return "{" + String.join(",", all) + "}" + tail;
    }

    /** Each with one thing less. */
    List<GeneratedBody> smaller() {
        List<GeneratedBody> candidates = new ArrayList<>();
        if (!tail.isEmpty()) {
            candidates.add(new GeneratedBody(top, hosts, ""));
        }
        for (int n = 0; n < top.size(); n++) {
            candidates.add(new GeneratedBody(without(top, n), hosts, tail));
        }
        for (int h = 0; h < hosts.size(); h++) {
            candidates.add(new GeneratedBody(top, without(hosts, h), tail));
            for (int n = 0; n < hosts.get(h).size(); n++) {
                List<List<String>> fewer = new ArrayList<>(hosts);
                fewer.set(h, without(hosts.get(h), n));
                candidates.add(new GeneratedBody(top, fewer, tail));
            }
        }
        return candidates;
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> rest = new ArrayList<>(list);
        rest.remove(index);
        return rest;
    }
}
